/** What stands in the place of a secret. */
export const redactionMark = '•••';

const secretWord = String.raw`(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret)`;

const secretNames = ['pass', 'password', 'passwd', 'passphrase', 'pwd', 'secret', 'token', 'key'];
/** The last two letters of such a name. */
const endsOfSecretName = new Set(secretNames.map((name) => name.slice(-2)));
const letters = /^[a-z]{2}$/;
/** How far to look back for it. */
const longestSecretName = 40;
const secretShape = /bearer|basic|sk-|eyJ/i;

// every repetition is bounded, or cannot begin twice in the same run of characters: hostile text takes linear time
const patterns: readonly (readonly [RegExp, string])[] = [
  // the password in the user part of a URL; it may hold an @ of its own
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{0,200}):[^\s/]{0,1000}@/gi, `$1:${redactionMark}@`],
  // password=…, "apiKey": "…", PGPASSWORD=…
  [
    new RegExp(String.raw`(${secretWord}["']?\s{0,20}[=:]\s{0,20})("(?:[^"\\]|\\.){0,1000}"|'(?:[^'\\]|\\.){0,1000}'|[^\s,;&)}\]]+)`, 'gi'),
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
 * Takes secrets out of a text before anything keeps it: those it was told of, in every spelling they travel in, and
 * those that their place or shape gives away.
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
    let clean = text;
    for (const secret of this.known) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, redactionMark);
    }
    if (!namesSecret(clean) && !secretShape.test(clean)) return clean;
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** What a text becomes in base64, wherever in the encoded text it stands: its three alignments, in both alphabets. */
function base64Spellings(text: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'utf8')]);
    // only the characters that depend on nothing before or after the text
    const [first, end] = [Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3)];
    return [bytes.toString('base64').slice(first, end), bytes.toString('base64url').slice(first, end)];
  });
}

/** Whether a name of a secret, or a URL, stands before a `:` or `=`. Run on every record: it looks at these places only. */
function namesSecret(text: string): boolean {
  return namesSecretBefore(':', text) || namesSecretBefore('=', text);
}

function namesSecretBefore(sign: string, text: string): boolean {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    if (text.startsWith('//', at + 1)) return true;
    const end = text.slice(Math.max(0, at - 2), at).toLowerCase();
    // ordinary words end otherwise, in nearly all records
    if (letters.test(end) && !endsOfSecretName.has(end)) continue;
    if (endsWithSecretName(text.slice(Math.max(0, at - longestSecretName), at))) return true;
  }
  return false;
}

function endsWithSecretName(text: string): boolean {
  const trimmed = text.trimEnd();
  const isQuoted = trimmed.endsWith('"') || trimmed.endsWith("'");
  const name = (isQuoted ? trimmed.slice(0, -1) : trimmed).toLowerCase();
  return secretNames.some((secret) => name.endsWith(secret));
}
