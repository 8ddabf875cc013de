const linesPerPage = 1024;

/**
 * Lines of text, kept in pages of one flat string each: a million lines cost little more memory than their text,
 * where a string for each would cost more than twice that.
 */
export class LinePages {
  private readonly pages: string[] = [];
  private open: string[] = [];

  push(line: string): void {
    this.open.push(line);
    if (this.open.length === linesPerPage) {
      this.pages.push(this.open.join('\n'));
      this.open = [];
    }
  }

  /** All lines, joined with `\n`. */
  text(): string {
    return [...this.pages, ...(this.open.length > 0 ? [this.open.join('\n')] : [])].join('\n');
  }

  get lineCount(): number {
    return this.pages.length * linesPerPage + this.open.length;
  }

  clear(): void {
    this.pages.length = 0;
    this.open = [];
  }
}
