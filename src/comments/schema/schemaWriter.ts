import { phrasesFor, type Phrases } from './schemaPhrases';
import { cutText, foldWhitespace } from '../text';
import { readableName } from '../words';

/** How many names or values are listed. */
const maxListed = 8;
/** The largest length of a value, in characters. */
const maxValueLength = 40;

/** Composes comments from phrases, in one language. */
export class SchemaWriter {
  readonly phrases: Phrases;
  private readonly wholeNumber: Intl.NumberFormat;
  private readonly percentage: Intl.NumberFormat;

  constructor(language: string) {
    this.phrases = phrasesFor(language);
    const locale = language.toLowerCase() === 'it' ? 'it' : 'en';
    this.wholeNumber = new Intl.NumberFormat(locale, { useGrouping: 'always' });
    this.percentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  }

  /** `Invoice line: details of …; key …. (derived from the schema)`; empty parts are left out. */
  comment(name: string, parts: readonly string[]): string {
    const readable = readableName(name);
    const title = `${readable.charAt(0).toUpperCase()}${readable.slice(1)}`;
    const known = parts.filter((part) => part !== '');
    return `${[title, ...(known.length > 0 ? [known.join('; ')] : [])].join(': ')}. ${this.phrases.derived}`;
  }

  number(value: number): string {
    return this.wholeNumber.format(value);
  }

  /** A fraction in whole percent; a fraction above zero is never rounded to zero. */
  share(part: number): string {
    return this.percentage.format(Math.max(part, 0.01));
  }

  list(names: readonly string[]): string {
    const left = names.length - maxListed;
    return [...names.slice(0, maxListed), ...(left > 0 ? [this.phrases.more(left)] : [])].join(', ');
  }

  value(text: string): string {
    return cutText(foldWhitespace(text), maxValueLength);
  }

  values(texts: readonly string[]): string {
    return this.list(texts.map((text) => this.value(text)));
  }
}
