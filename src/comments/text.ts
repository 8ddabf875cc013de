const ellipsis = '…';

/** The text cut to a number of characters, with an ellipsis at its end; a surrogate pair is never split. */
export function cutText(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return `${withoutHalfCharacter(text.slice(0, Math.max(0, characters - ellipsis.length)))}${ellipsis}`;
}

/** The text without an unpaired first surrogate at its end. */
export function withoutHalfCharacter(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** The text as one paragraph: all whitespace and control characters become single spaces. */
export function foldWhitespace(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** A text of a server or model as part of a sentence: short, one line, without a full stop at its end. */
export function quoteText(text: string, characters: number): string {
  return cutText(foldWhitespace(text).replace(/[.\s]{1,3}$/, ''), characters);
}
