/** How grave a record is; Python's names and numbers, as ThothAI uses them. */
export const logLevels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40 } as const;

export type LogLevel = keyof typeof logLevels;

/** One thing that happened. Its message holds no secret and no control character: it was cleaned when the record was made. */
export interface LogRecord {
  /** When the record was made, in milliseconds since 1970 UTC. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Set where the record was made by a part of the task, whose own log has it too. */
  readonly ofPart?: true;
}

/** Whoever keeps or shows records. */
export interface LogHandler {
  handle(record: LogRecord): void;
}

/** A message longer than this, in UTF-16 units, is cut, and says so. */
export const longestMessage = 32_768;
/** So much of a text is read beyond that, to know a secret that stands at its end: longer than any key is. */
const longestSecret = 8_192;

// what nearly all records are, and the fastest to test
const plain = /^[ -~]*$/;
// all but control characters (ANSI escapes among them), line separators, and the marks that reorder text; given by what
// is printable, in ranges of UTF-16 units, because it is tested on every record
const printable = /^[\t -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]*$/;
const unprintable = /[^\t\n -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]/g;

/**
 * Makes any text fit to be one record: what would disturb a terminal or reorder a line is shown by its code, and further
 * lines are indented, so that no text can pass for a record of its own.
 * @param redact takes the secrets out of a text
 */
export function cleanMessage(message: string, redact: (text: string) => string = unchanged): string {
  const short = shortMessage(message, redact);
  if (plain.test(short) || printable.test(short)) return short;
  return short.replace(/\r\n?/g, '\n').replace(unprintable, asCode).replaceAll('\n', '\n    ');
}

/** A text without its secrets, cut where it is too long. What is cut off is not even looked at: it may be megabytes. */
export function shortMessage(message: string, redact: (text: string) => string): string {
  if (message.length <= longestMessage) return redact(message);
  const read = longestMessage + longestSecret;
  const clean = redact(message.slice(0, read));
  // a secret that was cut in two is not known by its first half: what may be one is left out
  const whole = message.length > read ? Math.max(0, clean.length - longestSecret) : clean.length;
  const more = message.length - longestMessage;
  return `${clean.slice(0, Math.min(longestMessage, whole))}… [cut: ${more} more characters]`;
}

function unchanged(text: string): string {
  return text;
}

function asCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
