import { tooLarge, type AnswerLimits } from '../sources/sqlite/reader/protocol';

/** How many characters one message holds, unless a single row is longer: receiving it takes a few milliseconds. */
const charactersPerMessage = 500_000;

/**
 * The texts of an answer, in parts for one message each.
 * @throws Error with the code TOO_LARGE, before the first part, when the answer is larger than its limits
 */
export function batches(rows: readonly { readonly text: string }[], limits: AnswerLimits): string[][] {
  let batch: string[] = [];
  const result = [batch];
  let total = 0;
  let characters = 0;
  for (const { text } of rows) {
    total += text.length;
    if (text.length > limits.row) throw larger('one answer', limits.row);
    if (total > limits.rows) throw larger('the answers', limits.rows);
    if (characters + text.length > charactersPerMessage) {
      batch = [];
      result.push(batch);
      characters = 0;
    }
    characters += text.length;
    batch.push(text);
  }
  return result;
}

function larger(what: string, limit: number): Error {
  const message = `${what} of SQLite would be longer than ${limit.toLocaleString('en')} characters`;
  return Object.assign(new Error(message), { code: tooLarge });
}
