/** Between `]` and `(` it keeps a link from being one, and shows nothing: the word joiner. */
const joiner = '\u2060';

/**
 * A text from outside, as a notification is to show it: as it is. VS Code makes a link of `[…](command:…)` in any
 * notification, and a click on it runs the command, whoever wrote it.
 */
export function plainText(text: string): string {
  return text.replaceAll('](', `]${joiner}(`);
}
