/** The severity of a record: the names and numbers of Python, which ThothAI uses. */
export const logLevels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40 } as const;

export type LogLevel = keyof typeof logLevels;

/** One log record. Its message has no secrets and no control characters: they are removed when the record is made. */
export interface LogRecord {
  /** When the record was made, in milliseconds since 1970 UTC. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Set if the record is from a part of the task that has a log of its own. */
  readonly ofPart?: true;
}

/** Stores or shows records. */
export interface LogHandler {
  handle(record: LogRecord): void;
}

/** A message longer than this, in UTF-16 units, is cut, and says so. */
export const longestMessage = 32_768;
/** How much more of a text is read, to recognise a secret that crosses the cut: more than the length of any key. */
const maxSecretLength = 8_192;

// nearly all records are plain, and this is the fastest test
const plain = /^[ -~]*$/;
// all but control characters (including ANSI escapes), line separators, and the marks that reorder text; written as
// ranges of printable UTF-16 units, because every record is tested
const printable = /^[\t -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]*$/;
const unprintable = /[^\t\n -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]/g;

/**
 * Makes one record of any text: characters that would disturb a terminal or reorder a line are shown by their codes,
 * and further lines are indented, so that none of them looks like a record.
 * @param redact removes the secrets from a text
 */
export function cleanMessage(message: string, redact: (text: string) => string = unchanged): string {
  const visible = visibleText(message, redact);
  return visible.includes('\n') ? visible.replaceAll('\n', '\n    ') : visible;
}

/** A text as `shortMessage` makes it, with the characters that would disturb a terminal or reorder a line as codes. */
export function visibleText(message: string, redact: (text: string) => string): string {
  const short = shortMessage(message, redact);
  if (plain.test(short) || printable.test(short)) return short;
  return short.replace(/\r\n?/g, '\n').replace(unprintable, asCode);
}

/** A text without its secrets, cut if it is too long. The part that is cut off may be megabytes, and is not read. */
export function shortMessage(message: string, redact: (text: string) => string): string {
  if (message.length <= longestMessage) return redact(message);
  const read = longestMessage + maxSecretLength;
  const clean = redact(message.slice(0, read));
  // the first part of a secret is not recognised: the last characters, which may be one, are left out
  const whole = message.length > read ? Math.max(0, clean.length - maxSecretLength) : clean.length;
  const more = message.length - longestMessage;
  return `${clean.slice(0, Math.min(longestMessage, whole))}… [cut: ${more} more characters]`;
}

function unchanged(text: string): string {
  return text;
}

function asCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
