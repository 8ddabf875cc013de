import type OpenAI from 'openai';
import { ThothError } from '../../base/errors';
import { JsonNesting } from '../jsonNesting';

/** How to reach a server that speaks OpenAI's protocol. */
export interface OpenAiServer {
  /** The address before `/chat/completions`: `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Sent to the host of `baseUrl` only. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** A longer answer is aborted, in bytes: enough for the longest reply that is read. */
const maxAnswerBytes = 2_000_000;
/** A JSON answer with deeper nesting is aborted. Those of the protocol have about five levels. */
const maxAnswerDepth = 50;

/** The answer of a server was aborted because it was too large to be read. */
export class AnswerTooLarge extends Error {
  static readonly bytes = `the answer is longer than ${maxAnswerBytes} bytes`;
  static readonly depth = `the answer has more than ${maxAnswerDepth} objects and lists inside each other`;
}

/**
 * Makes the client at the first call. It ignores environment variables: only what is given here is sent, and only
 * there.
 * @throws ThothError INVALID_ARGUMENT if the address is not valid
 */
export function openAiClient(server: OpenAiServer): () => Promise<OpenAI> {
  const baseUrl = parseBaseUrl(server.baseUrl);
  let client: Promise<OpenAI> | undefined;
  const create = async (): Promise<OpenAI> => {
    const { OpenAI } = await import('openai');
    return new OpenAI({
      baseURL: baseUrl.href,
      // the client requires a key; `ownFetch` sends the real one, or none
      apiKey: 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: ownFetch(server, baseUrl.origin),
    });
  };
  return () => (client ??= create());
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url && isPlain && /^https?:$/.test(url.protocol)) return url;
  throw new ThothError(
    'INVALID_ARGUMENT',
    `The address of the model's server ${url ? `at "${url.host}" ` : ''}is not usable: it must begin with http:// or ` +
      'https://, and have no user name, password, query or fragment, like "http://localhost:11434/v1". ' +
      'Correct the base URL; an API key is stored separately.',
  );
}

/** Sends only what the protocol needs, follows no redirect, and aborts an answer that is too large. */
function ownFetch({ apiKey, fetch: send = fetch }: OpenAiServer, origin: string): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Error(`${url.origin} is not the server that was chosen`);
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    };
    return limited(await send(url, { ...init, headers, redirect: 'manual' }));
  };
}

function limited(response: Response): Response {
  if (!response.body) return response;
  let length = 0;
  const nesting = new JsonNesting(maxAnswerDepth);
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      length += piece.byteLength;
      if (length > maxAnswerBytes) controller.error(new AnswerTooLarge(AnswerTooLarge.bytes));
      else if (!nesting.accept(piece)) controller.error(new AnswerTooLarge(AnswerTooLarge.depth));
      else controller.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}
