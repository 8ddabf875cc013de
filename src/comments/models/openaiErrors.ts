import { messageOf, ThothError, type ErrorCode } from '../../base/errors';
import { Redactor } from '../../base/redaction';
import { ModelFailure } from './modelFailure';
import { AnswerTooLarge, type OpenAiServer } from './openaiClient';
import { quoteText } from '../text';

/** How many characters of a server's own text a message quotes. */
const maxQuoteLength = 300;

/** The parts of an error of the package or a server, read without trusting its type. */
interface ServerError {
  readonly status: number | undefined;
  readonly code: string;
  readonly parameter: string;
  readonly headers: Headers | undefined;
}

/** Whether a server rejected a request because of the reply's schema. */
export function refusesSchema(error: unknown): boolean {
  const { status, parameter } = readError(error);
  if (status !== 400 && status !== 422) return false;
  return /response_format/.test(parameter) || /response_?format|json_?schema|structured output/i.test(messageOf(error));
}

/** The error for a failed call, without the key. `model` is empty if the call named none. */
export async function explainOpenAiError(
  error: unknown,
  server: OpenAiServer,
  model: string,
  signal: AbortSignal,
): Promise<ThothError> {
  if (signal.aborted) return new ThothError('CANCELLED', 'The task was cancelled.', { cause: signal.reason });
  if (error instanceof ThothError) return error;
  const redactor = new Redactor();
  if (server.apiKey) redactor.add(server.apiKey);
  // cut before redaction, since the text may be long, but far behind the quoted part, so that no half of a key remains
  const quote = (text: string): string =>
    quoteText(redactor.redact(text.slice(0, 10 * maxQuoteLength)), maxQuoteLength);
  const at = `The model's server at ${server.baseUrl}`;
  const { status } = readError(error);
  if (status !== undefined) return explainStatus(status, error, { at, model, hasKey: Boolean(server.apiKey), quote });

  const reason = quote(innermostReason(error));
  if (error instanceof AnswerTooLarge || error instanceof SyntaxError) {
    return failed('COMMENTS_BAD_REPLY', `${at} gave an answer that cannot be read: ${reason}.`, { passing: false });
  }
  const { APIConnectionTimeoutError } = await import('openai');
  if (error instanceof APIConnectionTimeoutError) {
    return failed('COMMENTS_TIMEOUT', `${at} did not answer in time.`, { passing: true });
  }
  return failed(
    'COMMENTS_SERVER_FAILED',
    `${at} cannot be reached, or closed the connection: ${reason}. Check that it runs, and the base URL.`,
    { passing: true },
  );
}

interface Explained {
  readonly at: string;
  readonly model: string;
  readonly hasKey: boolean;
  quote(text: string): string;
}

function explainStatus(status: number, error: unknown, { at, model, hasKey, quote }: Explained): ThothError {
  const { code, headers } = readError(error);
  const said = `(${status}): ${quote(messageOf(error).replace(/^\d{3} /, ''))}`;
  if (status === 401 || status === 403) {
    const advice = hasKey ? 'Set the API key of this server again' : 'Set an API key for this server';
    return failed('COMMENTS_KEY_REFUSED', `${at} refused access ${said}. ${advice}.`, { status, passing: false });
  }
  if (status === 404) {
    const missing = model === '' ? 'has no such address' : `has no model "${model}", or is at another address`;
    const advice = 'Check the base URL, and choose one of the models that this server has';
    return failed('COMMENTS_NO_MODEL', `${at} ${missing} ${said}. ${advice}.`, { status, passing: false });
  }
  if (status === 402 || code === 'insufficient_quota') {
    const advice = 'Check the plan and the balance of the account';
    return failed('COMMENTS_QUOTA', `${at} wants to be paid ${said}. ${advice}.`, { status, passing: false });
  }
  if (status === 429) {
    const details = { status, retryAfter: retryAfter(headers), passing: true };
    return failed('COMMENTS_QUOTA', `${at} takes no more requests for now ${said}.`, details);
  }
  if (status === 408) return failed('COMMENTS_TIMEOUT', `${at} ran out of time ${said}.`, { status, passing: true });
  if (code === 'content_filter') {
    return failed('COMMENTS_BLOCKED', `${at} refused the content ${said}.`, { status, passing: false });
  }
  if (status >= 300 && status < 400) {
    const target = quote(headers?.get('location') ?? 'another address');
    const message = `${at} redirects to ${target}, and no redirect is followed. Set the base URL to the final address.`;
    return failed('COMMENTS_SERVER_FAILED', message, { status, passing: false });
  }
  const passing = status >= 500 || status === 409;
  const what = passing ? 'failed' : 'refused the request';
  const details = { status, retryAfter: retryAfter(headers), passing };
  return failed('COMMENTS_SERVER_FAILED', `${at} ${what} ${said}.`, details);
}

/** The cause is a new object: what the package throws may contain texts that must not be stored. */
function failed(code: ErrorCode, message: string, details: ConstructorParameters<typeof ModelFailure>[1]): ThothError {
  return new ThothError(code, message, { cause: new ModelFailure(message, details) });
}

/** The wait of a server's `Retry-After`, in milliseconds; a date is compared with the server's own. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds > 0) return milliseconds;
  const given = headers?.get('retry-after') ?? '';
  const seconds = given.trim() === '' ? Number.NaN : Number(given);
  const wait = Number.isNaN(seconds) ? Date.parse(given) - Date.parse(headers?.get('date') ?? '') : seconds * 1000;
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
}

function readError(error: unknown): ServerError {
  const members: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const { status, code, param, headers } = members;
  return {
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'string' ? code : '',
    parameter: typeof param === 'string' ? param : '',
    headers: headers instanceof Headers ? headers : undefined,
  };
}

/** The innermost reason: `ECONNREFUSED` is more useful than the `fetch failed` around it. */
function innermostReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return innermostReason(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message === '' ? code || error.name : error.message;
}
