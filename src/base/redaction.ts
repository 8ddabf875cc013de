/** The text that replaces a secret. */
export const redactionMark = '•••';

const secretWord = String.raw`(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret)`;

/**
 * Whether a text may hold what one of `patterns` takes out: tested on every record, and so made to be fast. Only where a
 * `:` or `=` stands is a name of a secret looked for, backwards, and only after what such a place can end with: the last
 * letter of a name, a quote or a space.
 */
const mayHoldSecret = new RegExp(
  String.raw`[sdetny"'\s][:=](?<=${secretWord}["']?\s{0,20}.)|://|bearer|basic|sk-|eyJ`,
  'i',
);

// every repetition is bounded, or cannot begin twice in the same run of characters: hostile text takes linear time
const patterns: readonly (readonly [RegExp, string])[] = [
  // the password in the user part of a URL; it may hold an @ of its own
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{0,200}):[^\s/]{0,1000}@/gi, `$1:${redactionMark}@`],
  // password=…, "apiKey": "…", PGPASSWORD=…
  [
    new RegExp(
      String.raw`(${secretWord}["']?\s{0,20}[=:]\s{0,20})("(?:[^"\\]|\\.){0,1000}"|'(?:[^'\\]|\\.){0,1000}'|[^\s,;&)}\]]+)`,
      'gi',
    ),
    `$1${redactionMark}`,
  ],
  [/\b(bearer|basic)\s{1,20}[a-z0-9._~+/=-]{4,}/gi, `$1 ${redactionMark}`],
  // keys that are recognised by their shape: OpenAI's and its likes, JSON web tokens
  [/(?<![\w-])sk-[A-Za-z0-9_-]{8,}/g, redactionMark],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, redactionMark],
];

/** A piece of base64 shorter than this could be a part of anything. */
const shortestInBase64 = 8;

/** A secret shorter than this is taken out only where its place shows that it is one: it would blot out ordinary words. */
const shortestKnownSecret = 4;

/**
 * Removes secrets from a text before it is kept: those that were added, in every encoding that is in use, and those that
 * are recognised by their place or form.
 */
export class Redactor {
  /** Longest first: one secret may be the beginning of another. */
  private known: readonly string[] = [];

  /** Remembers a secret for as long as the program runs; an old password stays as secret as a new one. */
  add(secret: string): void {
    const spellings = [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
    const added = [
      ...spellings.filter((spelling) => spelling.length >= shortestKnownSecret),
      ...base64Spellings(secret).filter((spelling) => spelling.length >= shortestInBase64),
    ];
    this.known = [...new Set([...this.known, ...added])].sort((one, other) => other.length - one.length);
  }

  /** The text without its secrets; the same string where it holds none. */
  readonly redact = (text: string): string => {
    // to read a character joins the parts that V8 may keep a text in; a regular expression would do so in a slower way
    if (Number.isNaN(text.charCodeAt(0))) return text;
    let clean = text;
    for (const secret of this.known) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, redactionMark);
    }
    if (!mayHoldSecret.test(clean)) return clean;
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** The text in base64 at any position of a longer text: its three alignments, in both alphabets. */
function base64Spellings(text: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'utf8')]);
    // only the characters that depend on nothing before or after the text
    const [first, end] = [Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3)];
    return [bytes.toString('base64').slice(first, end), bytes.toString('base64url').slice(first, end)];
  });
}
