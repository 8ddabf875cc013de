/** The English names of the languages that a comment can be written in, by ISO 639-1 code. */
const languageNames: ReadonlyMap<string, string> = new Map([
  ...([
    ['en', 'English'],
    ['it', 'Italian'],
    ['es', 'Spanish'],
    ['pt', 'Portuguese'],
    ['fr', 'French'],
  ] as const),
  ...([
    ['de', 'German'],
    ['nl', 'Dutch'],
    ['da', 'Danish'],
    ['sv', 'Swedish'],
    ['no', 'Norwegian'],
  ] as const),
  ...([
    ['is', 'Icelandic'],
    ['ga', 'Irish'],
    ['gd', 'Scottish Gaelic'],
    ['cy', 'Welsh'],
    ['pl', 'Polish'],
  ] as const),
  ...([
    ['cs', 'Czech'],
    ['sk', 'Slovak'],
    ['sl', 'Slovenian'],
    ['hu', 'Hungarian'],
    ['ro', 'Romanian'],
  ] as const),
  ...([
    ['bg', 'Bulgarian'],
    ['hr', 'Croatian'],
    ['sr', 'Serbian'],
    ['bs', 'Bosnian'],
    ['mk', 'Macedonian'],
  ] as const),
  ...([
    ['sq', 'Albanian'],
    ['uk', 'Ukrainian'],
    ['be', 'Belarusian'],
  ] as const),
  ...([
    ['ru', 'Russian'],
    ['lt', 'Lithuanian'],
  ] as const),
  ...([
    ['lv', 'Latvian'],
    ['et', 'Estonian'],
    ['el', 'Greek'],
    ['tr', 'Turkish'],
    ['fi', 'Finnish'],
  ] as const),
  ...([
    ['mt', 'Maltese'],
    ['lb', 'Luxembourgish'],
    ['ca', 'Catalan'],
    ['eu', 'Basque'],
    ['gl', 'Galician'],
  ] as const),
  ...([
    ['zh', 'Chinese'],
    ['ja', 'Japanese'],
    ['ko', 'Korean'],
  ] as const),
]);

/** The languages that a comment can be written in (ISO 639-1). */
export const languageCodes: readonly string[] = [...languageNames.keys()];

/** The English name of a language; English where none is set or the code is not one of ours. */
export function languageName(code: string): string {
  return languageNames.get(code.toLowerCase()) ?? 'English';
}
