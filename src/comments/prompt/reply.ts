import type { CommentOutcome, RequestedItems } from '../comment';
import { saysNothing } from './noInformation';
import { findComments, type NamedComment } from './replyEntries';
import { findJson } from './replyJson';
import { foldWhitespace, withoutHalfCharacter } from '../text';

/** A longer reply is not read, in characters: ten comments are much shorter. */
export const longestReply = 200_000;
/** A reply with more comments cannot be an answer to a request. */
const maxComments = 500;
/** A longer comment is cut after a sentence, in characters. */
const maxCommentLength = 2000;

/**
 * The outcome for each requested item, in their order. An item that is missing, has two different comments or says
 * nothing has failed, with the reason; other names are ignored.
 */
export function readReply(reply: string, request: RequestedItems): CommentOutcome[] {
  if (reply.length > longestReply) {
    return allFailed(request, `The reply is too long: ${reply.length} characters, where ${longestReply} are read.`);
  }
  if (reply.trim() === '') return allFailed(request, 'The reply is empty.');
  const values = findJson(reply);
  if (values.length === 0) return allFailed(request, 'The reply holds no complete JSON.');
  const comments: NamedComment[] = [];
  for (const value of values) {
    for (const comment of findComments(value, request)) {
      comments.push(comment);
      if (comments.length > maxComments) return allFailed(request, `The reply has over ${maxComments} comments.`);
    }
  }
  if (comments.length === 0) return allFailed(request, 'The reply is JSON, but not in the form that was asked for.');
  return matchItems(comments, request);
}

function allFailed({ items }: RequestedItems, error: string): CommentOutcome[] {
  return items.map((item) => ({ item, error }));
}

function matchItems(comments: readonly NamedComment[], { items }: RequestedItems): CommentOutcome[] {
  const find = itemFinder(items);
  const found = new Map<string, Set<string>>();
  let unknown = 0;
  for (const { name, comment } of comments) {
    const item = name === null ? undefined : find(name);
    if (item === undefined) unknown += 1;
    else found.set(item, (found.get(item) ?? new Set()).add(cleanComment(comment)));
  }
  const others = unknown > 0 ? `, but ${unknown} for names that were not asked for` : '';
  return items.map((item) => outcomeOf(item, [...(found.get(item) ?? [])], others));
}

function outcomeOf(item: string, comments: readonly string[], others: string): CommentOutcome {
  const [comment, second] = comments;
  if (comment === undefined) return { item, error: `The reply has no comment for it${others}.` };
  if (second !== undefined) return { item, error: 'The reply has two different comments for it.' };
  if (comment === '') return { item, error: 'The reply has an empty comment for it.' };
  if (saysNothing(comment)) return { item, error: 'The model had not enough information to describe it.' };
  return { item, comment };
}

/**
 * Finds the item that a name means: the one with the same spelling, or else the only one that differs in case alone.
 */
function itemFinder(items: readonly string[]): (name: string) => string | undefined {
  const exact = new Set(items);
  const folded = new Map<string, string | undefined>();
  for (const item of items) folded.set(item.toLowerCase(), folded.has(item.toLowerCase()) ? undefined : item);
  return (name) => (exact.has(name) ? name : folded.get(name.trim().toLowerCase()));
}

const quotes: ReadonlyMap<string, string> = new Map([
  ...([
    ['"', '"'],
    ["'", "'"],
    ['`', '`'],
    ['“', '”'],
    ['‘', '’'],
    ['«', '»'],
    ['„', '“'],
  ] as const),
]);

/** A comment as it is stored: one paragraph, without surrounding quotes, not too long. */
function cleanComment(text: string): string {
  const paragraph = foldWhitespace(text);
  const inner = paragraph.slice(1, -1);
  const [open, close] = [paragraph.charAt(0), paragraph.slice(1).slice(-1)];
  const quoted = close !== '' && quotes.get(open) === close && !inner.includes(open) && !inner.includes(close);
  return cutAtSentence(quoted ? inner.trim() : paragraph);
}

function cutAtSentence(text: string): string {
  if (text.length <= maxCommentLength) return text;
  const start = withoutHalfCharacter(text.slice(0, maxCommentLength));
  const end = Math.max(...['. ', '! ', '? ', '。', '；', '; '].map((mark) => start.lastIndexOf(mark)));
  if (end > 0) return start.slice(0, end + 1);
  const space = start.lastIndexOf(' ');
  return space > 0 ? start.slice(0, space) : start;
}
