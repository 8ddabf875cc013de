/** The word joiner: invisible; between `]` and `(` it prevents a link. */
const joiner = '\u2060';

/**
 * Makes a notification show an external text unchanged. In any notification, VS Code turns `[…](command:…)` into a
 * link, and a click on it would run the command.
 */
export function plainText(text: string): string {
  return text.replaceAll('](', `]${joiner}(`);
}
