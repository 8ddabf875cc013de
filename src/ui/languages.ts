/** The languages a comment can be written in (ISO 639-1). */
export const commentLanguages = [
  ...['en', 'it', 'es', 'pt', 'fr', 'de', 'nl', 'da', 'sv', 'no', 'is', 'ga', 'gd', 'cy', 'pl', 'cs', 'sk', 'sl', 'hu'],
  ...['ro', 'bg', 'hr', 'sr', 'bs', 'mk', 'sq', 'uk', 'be', 'ru', 'lt', 'lv', 'et', 'el', 'tr', 'fi', 'mt', 'lb', 'ca'],
  ...['eu', 'gl', 'zh', 'ja', 'ko'],
] as const;
