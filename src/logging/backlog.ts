import { LogFormatter } from './logFormatter';

/** So many characters of lines wait at the most; when there are more, the oldest are given up. */
export const longestBacklog = 32_000_000;
/** How much is left then, so that it does not happen at every line. */
const leftAfterDropping = 0.75;

/** Some consecutive lines, joined with `\n`. */
export interface Lines {
  readonly lineCount: number;
  readonly text: string;
}

/**
 * Lines are joined into pages of so many lines, or of so many characters and one line more: a string for each would keep
 * the garbage collector busy.
 */
const page = { lines: 1024, characters: 250_000 };

/**
 * The lines that wait to be saved, in order, in bounded memory. Where lines were given up, one line in their place says
 * how many.
 */
export class Backlog {
  private readonly pages: Lines[] = [];
  private open: string[] = [];
  private openCharacters = 0;
  private readonly formatter = new LogFormatter();
  private lines = 0;
  private characters = 0;
  private dropped = 0;
  private droppedAt = 0;

  /** @param time when the line was made, in milliseconds since 1970 UTC */
  push(line: string, time: number): void {
    this.open.push(line);
    this.openCharacters += line.length;
    this.lines += 1;
    this.characters += line.length;
    if (this.open.length === page.lines || this.openCharacters >= page.characters) this.closePage();
    if (this.characters > longestBacklog) this.dropOldest(time);
  }

  get lineCount(): number {
    return this.lines;
  }

  /** How long all lines are together. */
  get length(): number {
    return this.characters;
  }

  /** Takes the oldest lines away, by whole pages: up to so many lines, or so many characters and a page more. */
  take(limits: { readonly lines: number; readonly characters: number }): Lines | undefined {
    if (this.lines === 0) return undefined;
    this.closePage();
    const taken = this.note();
    this.dropped = 0;
    let lines = 0;
    let characters = 0;
    for (let next = this.pages[0]; next; next = this.pages[0]) {
      if (lines > 0 && (lines + next.lineCount > limits.lines || characters >= limits.characters)) break;
      lines += next.lineCount;
      characters += next.text.length;
      taken.push(next);
      this.removeOldest();
    }
    return joined(taken);
  }

  /** All lines, joined with `\n`; they stay. */
  get text(): string {
    this.closePage();
    return joined([...this.note(), ...this.pages]).text;
  }

  private closePage(): void {
    if (this.open.length === 0) return;
    this.pages.push({ lineCount: this.open.length, text: this.open.join('\n') });
    this.open = [];
    this.openCharacters = 0;
  }

  private dropOldest(time: number): void {
    while (this.pages.length > 0 && this.characters > longestBacklog * leftAfterDropping) this.dropped += this.removeOldest();
    this.droppedAt = time;
  }

  /** Removes the oldest page. @returns how many lines it had */
  private removeOldest(): number {
    const { lineCount = 0, text = '' } = this.pages.shift() ?? {};
    this.lines -= lineCount;
    // the line feeds between them do not count
    this.characters -= text.length - Math.max(0, lineCount - 1);
    return lineCount;
  }

  private note(): Lines[] {
    if (this.dropped === 0) return [];
    const message =
      `${this.dropped} lines are missing here: the project database could not be written for so long that they were ` +
      'given up. The window that ran this task may still have them: save its log to a file there.';
    return [{ lineCount: 1, text: this.formatter.format({ time: this.droppedAt, level: 'WARNING', message }) }];
  }
}

function joined(pieces: readonly Lines[]): Lines {
  return {
    lineCount: pieces.reduce((sum, { lineCount }) => sum + lineCount, 0),
    text: pieces.map(({ text }) => text).join('\n'),
  };
}
