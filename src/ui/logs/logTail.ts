import type { LogChunk } from '../../model/runs';

/** Reads the saved lines of a log, piece by piece. */
export interface LogSource {
  readLog(taskId: string, fromLine: number, maxCharacters: number): Promise<readonly LogChunk[]>;
  countLogLines(taskId: string): Promise<number>;
}

/** The largest part of a log that is shown, in characters; and how many lines are read first. */
export const shownCharacters = 5_000_000;
const shownLines = 60_000;
/** How much is read at a time, in characters. */
const pieceSize = 1_000_000;

/** The last part of a task's saved log. `readOn` reads only what is new. */
export class LogTail {
  private readonly chunks: LogChunk[] = [];
  private nextLine: number | undefined;
  private characters = 0;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly taskId: string,
    private readonly maxCharacters = shownCharacters,
  ) {}

  /** How many lines were left out before the shown ones. */
  get leftOut(): number {
    return this.chunks[0]?.firstLine ?? 0;
  }

  /** The length of the text, in characters. */
  get length(): number {
    return this.characters;
  }

  /** Reads what was saved since the last call. @returns whether there was something new */
  readOn(source: LogSource): Promise<boolean> {
    const turn = this.reading.then(() => this.readNew(source));
    this.reading = turn.catch(() => undefined);
    return turn;
  }

  /** The lines, each with a line feed at the end. @param leftOutNote makes the first line if lines were left out */
  text(leftOutNote: (lines: number) => string): string {
    const head = this.leftOut > 0 ? [leftOutNote(this.leftOut)] : [];
    return [...head, ...this.chunks.map(({ text }) => text)].map((part) => `${part}\n`).join('');
  }

  private async readNew(source: LogSource): Promise<boolean> {
    this.nextLine ??= Math.max(0, (await source.countLogLines(this.taskId)) - shownLines);
    const before = this.nextLine;
    for (;;) {
      const chunks = await source.readLog(this.taskId, this.nextLine, pieceSize);
      if (chunks.length === 0) return this.nextLine > before;
      for (const chunk of chunks) this.append(chunk);
    }
  }

  private append(chunk: LogChunk): void {
    this.chunks.push(chunk);
    this.nextLine = chunk.firstLine + chunk.lineCount;
    this.characters += chunk.text.length + 1;
    while (this.characters > this.maxCharacters && this.chunks.length > 1) {
      this.characters -= (this.chunks.shift()?.text.length ?? 0) + 1;
    }
  }
}
