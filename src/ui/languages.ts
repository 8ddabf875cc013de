/** The languages a comment can be written in (ISO 639-1). */
export const commentLanguages = [
  ...['en', 'it', 'es', 'pt', 'fr', 'de', 'nl', 'da', 'sv', 'no', 'is', 'ga', 'gd', 'cy', 'pl', 'cs', 'sk', 'sl', 'hu'],
  ...['ro', 'bg', 'hr', 'sr', 'bs', 'mk', 'sq', 'uk', 'be', 'ru', 'lt', 'lv', 'et', 'el', 'tr', 'fi', 'mt', 'lb', 'ca'],
  ...['eu', 'gl', 'zh', 'ja', 'ko'],
] as const;

/** What a language is called in the editor's own language. */
export function languageName(language: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
}
