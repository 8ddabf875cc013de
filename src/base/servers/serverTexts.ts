import { ThothError } from '../errors';
import { Redactor } from '../redaction';

/** A longer message of a server is cut, in UTF-16 units. */
const longest = 500;
const longestStack = 4_000;

// control characters, line separators, and the marks that reorder text
const unfit = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** The properties in which drivers keep errors inside others. */
const inner = ['parent', 'original', 'cause', 'errors'] as const;
/** Properties that hold no text of the server. */
const own: ReadonlySet<string> = new Set(['name', 'code', 'sql']);

/**
 * Makes the texts of a driver's error, and of the errors inside it, fit for a message: in one line, cut, and without the
 * password, which a server may repeat.
 * @returns the same error
 */
export function plainError(error: unknown, password: string): unknown {
  const redactor = new Redactor();
  if (password !== '') redactor.add(password);
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (!(value instanceof Error) || seen.has(value)) return;
    seen.add(value);
    if (!(value instanceof ThothError)) makePlain(value as unknown as Record<string, unknown>, redactor);
    for (const name of inner) {
      const found = (value as unknown as Record<string, unknown>)[name];
      for (const one of Array.isArray(found) ? (found as unknown[]) : [found]) visit(one);
    }
  };
  visit(error);
  return error;
}

function makePlain(error: Record<string, unknown>, { redact }: Redactor): void {
  for (const name of new Set([...Object.getOwnPropertyNames(error), 'message', 'stack'])) {
    const text = error[name];
    if (own.has(name) || typeof text !== 'string') continue;
    const isStack = name === 'stack';
    const clean = redact(text.slice(0, 8 * longestStack));
    error[name] = isStack ? clean.slice(0, longestStack) : cut(clean.replace(unfit, ' ').trim());
  }
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).trimEnd()}…`;
}
