/** The word joiner: invisible, and between `]` and `(` it keeps a text from being a link. */
const joiner = '\u2060';

/**
 * Makes a notification show a text from outside as it is. VS Code makes a link of `[…](command:…)` in any notification,
 * and a click on it would run the command.
 */
export function plainText(text: string): string {
  return text.replaceAll('](', `]${joiner}(`);
}
