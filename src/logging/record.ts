/** How severe a record is: the names and numbers of Python, which ThothAI uses. */
export const logLevels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40 } as const;

export type LogLevel = keyof typeof logLevels;

/** One thing that happened. Its message holds no secret and no control character: it was cleaned when the record was made. */
export interface LogRecord {
  /** When the record was made, in milliseconds since 1970 UTC. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Set where the record comes from a part of the task that has its own log. */
  readonly ofPart?: true;
}

/** Keeps or shows records. */
export interface LogHandler {
  handle(record: LogRecord): void;
}

/** A message longer than this, in UTF-16 units, is cut, and says so. */
export const longestMessage = 32_768;
/** How much more of a text is read, to recognise a secret that crosses the cut: more than any key has. */
const longestSecret = 8_192;

// nearly all records are plain, and this is the fastest test
const plain = /^[ -~]*$/;
// all but control characters (ANSI escapes among them), line separators, and the marks that reorder text; given by what
// is printable, in ranges of UTF-16 units, because it is tested on every record
const printable = /^[\t -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]*$/;
const unprintable = /[^\t\n -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]/g;

/**
 * Makes one record of any text: characters that would disturb a terminal or reorder a line are shown by their codes, and
 * further lines are indented, so that none of them looks like a record.
 * @param redact takes the secrets out of a text
 */
export function cleanMessage(message: string, redact: (text: string) => string = unchanged): string {
  const short = shortMessage(message, redact);
  if (plain.test(short) || printable.test(short)) return short;
  return short.replace(/\r\n?/g, '\n').replace(unprintable, asCode).replaceAll('\n', '\n    ');
}

/** A text without its secrets, cut where it is too long. What is cut off may be megabytes, and is not read. */
export function shortMessage(message: string, redact: (text: string) => string): string {
  if (message.length <= longestMessage) return redact(message);
  const read = longestMessage + longestSecret;
  const clean = redact(message.slice(0, read));
  // the first half of a secret is not recognised: the last characters, which may be one, are left out
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
