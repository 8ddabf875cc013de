import { LinePages, type Lines } from './linePages';
import { LogFormatter } from './logFormatter';

/** The largest number of characters that wait to be saved; beyond it, the oldest lines are dropped. */
export const longestBacklog = 32_000_000;

/** The lines that wait to be saved, in order, in bounded memory. One line in their place says how many were dropped. */
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

  /** The length of all lines together, each with a line feed. */
  get length(): number {
    return this.pages.length;
  }

  /** Removes and returns the oldest lines, in whole pages, until one of the limits is reached. */
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

  /** All lines, joined with `\n`, without removing them. */
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
