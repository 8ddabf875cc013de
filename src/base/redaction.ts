/** The text that replaces a secret. */
export const redactionMark = '•••';

const secretWord = String.raw`(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret)`;

/**
 * Whether a text may contain what `patterns` remove. Fast, since every record is tested. It looks backwards from each
 * `:` or `=` for the name of a secret, if the character before is one that may end such a place: the last letter of a
 * name, a quote or a space.
 */
const mayHoldSecret = new RegExp(
  String.raw`[sdetny"'\s][:=](?<=${secretWord}["']?\s{0,20}.)|://|bearer|basic|sk-|eyJ`,
  'i',
);

// every repetition is bounded, or cannot start twice in the same run of characters, so that hostile text takes linear
// time
const patterns: readonly (readonly [RegExp, string])[] = [
  // the password in the user part of a URL; it may contain an @
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
  // keys with a recognisable form: those of OpenAI and similar services, JSON web tokens
  [/(?<![\w-])sk-[A-Za-z0-9_-]{8,}/g, redactionMark],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, redactionMark],
];

/** A shorter piece of base64 could occur in any text. */
const minBase64Length = 8;

/**
 * A shorter secret is removed only where the text around it shows that it is one: otherwise ordinary words would be
 * removed.
 */
const minKnownSecretLength = 4;

/**
 * Removes secrets from a text before it is stored: those that were added, in all usual encodings, and those that are
 * recognised by their form or the text around them.
 */
export class Redactor {
  /** Longest first, since one secret may be the beginning of another. */
  private known: readonly string[] = [];

  /** Remembers a secret until the program ends; an old password must stay secret too. */
  add(secret: string): void {
    const spellings = [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
    const added = [
      ...spellings.filter((spelling) => spelling.length >= minKnownSecretLength),
      ...base64Spellings(secret).filter((spelling) => spelling.length >= minBase64Length),
    ];
    this.known = [...new Set([...this.known, ...added])].sort((one, other) => other.length - one.length);
  }

  /** The text without its secrets; the same string where it holds none. */
  readonly redact = (text: string): string => {
    // reading a character joins the parts in which V8 may store a string, faster than a regular expression would
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

/** The base64 of the text at any position in a longer text: its three alignments, in both alphabets. */
function base64Spellings(text: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'utf8')]);
    // only the characters that do not depend on the text before or after
    const [first, end] = [Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3)];
    return [bytes.toString('base64').slice(first, end), bytes.toString('base64url').slice(first, end)];
  });
}
