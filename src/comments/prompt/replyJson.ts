/** Prose may hold brackets and fences of its own; not more of either than these are looked into. */
const mostTried = 200;
/** JSON that is nested deeper is no reply. */
const deepest = 50;

/**
 * The JSON values in a reply: the whole reply, or parts of it in fences, between prose, or one after the other. A
 * model's thoughts, where it shows them, are not part of its reply. What is broken is not looked into: what an object
 * in it means may depend on what is missing.
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
  for (let bracket = 0; bracket < mostTried && end !== -1; bracket++) {
    const start = nextBracket(text, end);
    if (start === -1) break;
    end = endOfValue(text, start);
    const value = end === -1 ? undefined : parseJson(text.slice(start, end));
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** The text between one fence and the next, without the language after the first. */
function fencedTexts(text: string): string[] {
  const inside = text.split('```', 2 * mostTried).filter((_, index) => index % 2 === 1);
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

/** Where the object or array that begins at `start` ends; -1 where it does not, or is broken. */
function endOfValue(text: string, start: number): number {
  const open: string[] = [];
  for (let index = start; open.length <= deepest; index++) {
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

/** Where the string that begins at `start` has its closing quote; -1 where it has none. */
function endOfString(text: string, start: number): number {
  let index = nextMatch(/["\\]/g, text, start + 1);
  while (index !== -1 && text.charAt(index) === '\\') index = nextMatch(/["\\]/g, text, index + 2);
  return index;
}

/** The value of a JSON text, which may have commas before its closing brackets; undefined where it is none. */
function parseJson(text: string): unknown {
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
