import { messageOf, throwIfCancelled, ThothError, type ErrorCode } from '../../base/errors';
import type { LanguageModel } from './languageModel';
import { ModelFailure } from './modelFailure';
import { quoteText } from '../text';

/** The parts of the editor's own chat models that are used here. */
export interface ChatModel {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly maxInputTokens: number;
  /** Sends two messages; the answer comes in pieces as the model writes it. Rejects with the editor's own errors. */
  send(system: string, user: string, signal: AbortSignal): Promise<AsyncIterable<string>>;
}

/** A longer answer is aborted, in characters: enough for the longest reply that is read. */
const maxAnswerLength = 250_000;

/** A model of the editor. The person grants access to it, in the editor. */
export function createVscodeModel(chat: ChatModel): LanguageModel {
  return {
    name: chat.name,
    destination: chat.vendor,
    async complete({ system, user }, _options, signal) {
      try {
        return await readAnswer(await chat.send(system, user, signal), signal);
      } catch (error) {
        throwIfCancelled(signal);
        throw explainChatError(error, chat);
      }
    },
  };
}

async function readAnswer(pieces: AsyncIterable<string>, signal: AbortSignal): Promise<string> {
  const answer: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    throwIfCancelled(signal);
    answer.push(piece);
    length += piece.length;
    if (length > maxAnswerLength) {
      throw new ThothError(
        'COMMENTS_BAD_REPLY',
        `The model's answer has more than ${maxAnswerLength} characters and was broken off.`,
      );
    }
  }
  return answer.join('');
}

interface Explanation {
  readonly code: ErrorCode;
  readonly advice: string;
  readonly passing?: boolean;
}

const quotaUsedUp: Explanation = {
  code: 'COMMENTS_QUOTA',
  advice: 'Its quota is used up, or too many requests came at once. Wait, or choose another model',
  passing: true,
};
const contentRefused: Explanation = {
  code: 'COMMENTS_BLOCKED',
  advice: 'It refused the content, not the caller. Try fewer sample rows, or another model',
};
const noPermission: Explanation = {
  code: 'COMMENTS_NO_PERMISSION',
  advice: 'Allow Thoth to use language models when the editor asks, and check that you are signed in to its provider',
};
const noModel: Explanation = { code: 'COMMENTS_NO_MODEL', advice: 'It is not offered any more. Choose another model' };
const serverFailed: Explanation = { code: 'COMMENTS_SERVER_FAILED', advice: 'Try again later', passing: true };

/** By the code of the editor's `LanguageModelError`. */
const explanations: ReadonlyMap<string, Explanation> = new Map([
  ['NoPermissions', noPermission],
  ['NotFound', noModel],
  ['Blocked', contentRefused],
]);

function explainChatError(error: unknown, chat: ChatModel): ThothError {
  if (error instanceof ThothError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = causesOf(error).map(messageOf).join(' ');
  const { code: ownCode, advice, passing = false } = explain(code, said);
  const message = `The editor's model "${chat.name}" did not answer: ${quoteText(messageOf(error), 300)}. ${advice}.`;
  return new ThothError(ownCode, message, { cause: new ModelFailure(said, { passing }) });
}

/**
 * The message decides: the editor uses `Blocked` for a quota as well as for content, and has no code for most other
 * errors.
 */
function explain(code: string, said: string): Explanation {
  if (/quota|rate.?limit|too many requests/i.test(said)) return quotaUsedUp;
  return explanations.get(code) ?? (/off.?topic|filtered|responsible ai/i.test(said) ? contentRefused : serverFailed);
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causesOf(error.cause)] : [error];
}
