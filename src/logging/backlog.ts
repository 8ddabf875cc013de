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
 * The lines that wait to be saved, in order, in bounded memory. Where lines were given up, one line in their place says
 * how many.
 */
export class Backlog {
  private readonly lines: string[] = [];
  private readonly formatter = new LogFormatter();
  private characters = 0;
  private dropped = 0;
  private droppedAt = 0;

  /** @param time when the line was made, in milliseconds since 1970 UTC */
  push(line: string, time: number): void {
    this.lines.push(line);
    this.characters += line.length;
    if (this.characters > longestBacklog) this.dropOldest(time);
  }

  get lineCount(): number {
    return this.lines.length;
  }

  /** How long all lines are together. */
  get length(): number {
    return this.characters;
  }

  /** Takes the oldest lines away, up to so many lines, and no further than the line that reaches so many characters. */
  take(limits: { readonly lines: number; readonly characters: number }): Lines | undefined {
    if (this.lines.length === 0) return undefined;
    let count = 0;
    let characters = 0;
    for (const line of this.lines) {
      if (count === limits.lines || characters >= limits.characters) break;
      count += 1;
      characters += line.length;
    }
    const note = this.note();
    this.dropped = 0;
    this.characters -= characters;
    const taken = [...note, ...this.lines.splice(0, count)];
    return { lineCount: taken.length, text: taken.join('\n') };
  }

  /** All lines, joined with `\n`; they stay. */
  get text(): string {
    return [...this.note(), ...this.lines].join('\n');
  }

  private dropOldest(time: number): void {
    let count = 0;
    while (this.characters > longestBacklog * leftAfterDropping) this.characters -= this.lines[count++]?.length ?? 0;
    this.lines.splice(0, count);
    this.dropped += count;
    this.droppedAt = time;
  }

  private note(): readonly string[] {
    if (this.dropped === 0) return [];
    const message =
      `${this.dropped} lines are missing here: the project database could not be written for so long that they were ` +
      'given up. The window that ran this task may still have them: save its log to a file there.';
    return [this.formatter.format({ time: this.droppedAt, level: 'WARNING', message })];
  }
}
