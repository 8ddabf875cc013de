import { LinePages, type Lines } from './linePages';
import { LogFormatter } from './logFormatter';

/** So many characters of lines wait at the most; when there are more, the oldest are given up. */
export const longestBacklog = 32_000_000;

/**
 * The lines that wait to be saved, in order, in bounded memory. Where lines were given up, one line in their place says
 * how many.
 */
export class Backlog {
  private readonly pages = new LinePages(longestBacklog, 0.75 * longestBacklog);
  private readonly formatter = new LogFormatter();
  private lastTime = 0;

  /** @param time when the line was made, in milliseconds since 1970 UTC */
  push(line: string, time: number): void {
    this.lastTime = time;
    this.pages.push(line);
  }

  get lineCount(): number {
    return this.pages.lineCount;
  }

  /** How long all lines are together, each with a line feed. */
  get length(): number {
    return this.pages.length;
  }

  /** Takes the oldest lines away, by whole pages, until they are so many lines or characters. */
  take(limits: { readonly lines: number; readonly characters: number }): Lines | undefined {
    if (this.pages.lineCount === 0) return undefined;
    const texts = this.note();
    let lineCount = texts.length;
    let characters = 0;
    this.pages.dropped = 0;
    while (lineCount < limits.lines && characters < limits.characters) {
      const page = this.pages.takePage();
      if (!page) break;
      lineCount += page.lineCount;
      characters += page.text.length;
      texts.push(page.text);
    }
    return { lineCount, text: texts.join('\n') };
  }

  /** All lines, joined with `\n`; they stay. */
  get text(): string {
    return [...this.note(), ...this.pages.texts()].join('\n');
  }

  private note(): string[] {
    const { dropped } = this.pages;
    if (dropped === 0) return [];
    const message =
      `${dropped} lines are missing here: the project database could not be written for so long that they were ` +
      'given up. The window that ran this task may still have them: save its log to a file there.';
    return [this.formatter.format({ time: this.lastTime, level: 'WARNING', message })];
  }
}
