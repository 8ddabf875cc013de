/**
 * A name of several parts, as people and programs write it: `Album.Title`. A part that holds a dot or a quote is written
 * in double quotes, with each quote doubled: `"s.t".u`. So is an empty part.
 */
export function dottedName(...parts: readonly string[]): string {
  return parts.map((part) => (needsQuotes.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join('.');
}

const needsQuotes = /[."]|^$/;

/** The parts of a text that `dottedName` could have written, also with quotes that it would omit; undefined for others. */
export function partsOfName(text: string): readonly string[] | undefined {
  if (!dotted.test(text)) return undefined;
  return Array.from(text.matchAll(part), ([found]) =>
    found.startsWith('"') ? found.slice(1, -1).replaceAll('""', '"') : found,
  );
}

const onePart = String.raw`(?:"(?:[^"]|"")*"|[^".]+)`;
const dotted = new RegExp(String.raw`^${onePart}(?:\.${onePart})*$`, 'su');
const part = new RegExp(onePart, 'gsu');

/** Every way to read a text as a name of two parts, neither of them quoted: `a.b.c` is `a` and `b.c`, or `a.b` and `c`. */
export function unquotedPairs(text: string): readonly (readonly [string, string])[] {
  return Array.from(text.matchAll(/\./g), ({ index }) => [text.slice(0, index), text.slice(index + 1)] as const);
}
