import { isNestedDeeper } from '../jsonNesting';

/** Prose may contain brackets and fences; no more than this many of either are tried. */
const maxAttempts = 200;
/** JSON with deeper nesting is not a reply. */
const maxDepth = 50;

/**
 * The JSON values in a reply: the whole reply, or parts of it in fences, within prose, or one after the other. A
 * model's thoughts, if it shows them, are skipped. Broken JSON is not searched for values: what an object in it means
 * may depend on the missing part.
 */
export function findJson(reply: string): unknown[] {
  const text = withoutThoughts(reply);
  const whole = parseJson(text);
  if (whole !== undefined) return [whole];
  const fenced = fencedTexts(text)
    .map(parseJson)
    .filter((value) => value !== undefined);
  if (fenced.length > 0) return fenced;
  const values: unknown[] = [];
  let end = 0;
  for (let bracket = 0; bracket < maxAttempts && end !== -1; bracket++) {
    const start = nextBracket(text, end);
    if (start === -1) break;
    end = endOfValue(text, start);
    const value = end === -1 ? undefined : parseJson(text.slice(start, end));
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** The texts between two fences, without the language after the first. */
function fencedTexts(text: string): string[] {
  const inside = text.split('```', 2 * maxAttempts).filter((_, index) => index % 2 === 1);
  return inside.map((block) => block.replace(/^[a-z0-9]{1,20}(?=\s)/i, ''));
}

function withoutThoughts(reply: string): string {
  const mark = '</think>';
  const end = reply.lastIndexOf(mark);
  return reply.trimStart().startsWith('<think>') && end !== -1 ? reply.slice(end + mark.length) : reply;
}

function nextBracket(text: string, from: number): number {
  const [object, array] = [text.indexOf('{', from), text.indexOf('[', from)];
  return object === -1 || array === -1 ? Math.max(object, array) : Math.min(object, array);
}

/** The end of the object or array that begins at `start`; -1 if it has none, or is broken. */
function endOfValue(text: string, start: number): number {
  const open: string[] = [];
  for (let index = start; open.length <= maxDepth; index++) {
    index = nextMatch(/["{}[\]]/g, text, index);
    if (index === -1) return -1;
    const character = text.charAt(index);
    if (character === '"') {
      index = endOfString(text, index);
      if (index === -1) return -1;
    } else if (character === '{') open.push('}');
    else if (character === '[') open.push(']');
    else {
      if (open.pop() !== character) return -1;
      if (open.length === 0) return index + 1;
    }
  }
  return -1;
}

function nextMatch(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/** The position of the closing quote of the string that begins at `start`; -1 if it has none. */
function endOfString(text: string, start: number): number {
  let index = nextMatch(/["\\]/g, text, start + 1);
  while (index !== -1 && text.charAt(index) === '\\') index = nextMatch(/["\\]/g, text, index + 2);
  return index;
}

/** The value of a JSON text, which may have commas before closing brackets; undefined if it is no valid reply. */
function parseJson(text: string): unknown {
  if (isNestedDeeper(text, maxDepth)) return undefined;
  const repaired = (): string => withoutTrailingCommas(text);
  for (const candidate of [() => text, repaired]) {
    try {
      return JSON.parse(candidate()) as unknown;
    } catch {
      // the next candidate, or none
    }
  }
  return undefined;
}

function withoutTrailingCommas(text: string): string {
  if (!/,\s*[}\]]/.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  let comma = -1;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '"') {
      comma = -1;
      index = endOfString(text, index);
      if (index === -1) break;
    } else if (character === ',') comma = index;
    else if (character === '}' || character === ']') {
      if (comma !== -1) parts.push(text.slice(copied, comma));
      if (comma !== -1) copied = comma + 1;
      comma = -1;
    } else if (character.trim() !== '') comma = -1;
  }
  return [...parts, text.slice(copied)].join('');
}
