const linesPerPage = 1024;

/** So many characters are kept at the most, in one or two bytes each: a quarter of the longest text that there can be; then the oldest pages go. */
export const longestLog = 128 * 1024 * 1024;

/**
 * Lines of text, kept in pages of one flat string each: a million lines cost little more memory than their text,
 * where a string for each would cost more than twice that.
 */
export class LinePages {
  private readonly pages: string[] = [];
  private open: string[] = [];
  private characters = 0;
  private droppedPages = 0;

  push(line: string): void {
    this.open.push(line);
    this.characters += line.length + 1;
    if (this.open.length === linesPerPage) {
      this.pages.push(this.open.join('\n'));
      this.open = [];
    }
    if (this.characters > longestLog) this.dropOldest();
  }

  /** All lines, joined with `\n`. */
  text(): string {
    return this.pieces().join('\n');
  }

  /** The same in pieces of moderate length, which joined with `\n` are the text; for whoever writes a long one. */
  pieces(): readonly string[] {
    const dropped = this.droppedPages * linesPerPage;
    const note = dropped > 0 ? [`… ${dropped} earlier lines are no longer kept in memory.`] : [];
    return [...note, ...this.pages, ...(this.open.length > 0 ? [this.open.join('\n')] : [])];
  }

  get lineCount(): number {
    return this.pages.length * linesPerPage + this.open.length;
  }

  clear(): void {
    this.pages.length = 0;
    this.open = [];
    this.characters = 0;
    this.droppedPages = 0;
  }

  private dropOldest(): void {
    const oldest = this.pages.shift();
    if (oldest === undefined) return;
    this.characters -= oldest.length + 1;
    this.droppedPages += 1;
  }
}
