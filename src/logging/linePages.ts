/** Some consecutive lines, joined with `\n`. */
export interface Lines {
  readonly lineCount: number;
  readonly text: string;
}

/** A page is full when it has this many lines or characters. */
const fullPage = { lines: 1024, characters: 250_000 };

/**
 * Lines of text in bounded memory, stored in pages of one string each: a million lines take little more memory than
 * their text. One string for each line would take more than twice that, and slow down the garbage collector. When there
 * are too many lines, the oldest pages are dropped.
 */
export class LinePages {
  private readonly pages: Lines[] = [];
  private open: string[] = [];
  private openCharacters = 0;
  private characters = 0;
  private lines = 0;

  /** How many lines were dropped. */
  dropped = 0;

  /**
   * @param longest the largest number of characters that are kept, in one or two bytes each
   * @param left how many are left after dropping, so that pages are not dropped at every line
   */
  constructor(
    private readonly longest: number,
    private readonly left = longest,
  ) {}

  get lineCount(): number {
    return this.lines;
  }

  /** The length of all lines together, each with a line feed. */
  get length(): number {
    return this.characters;
  }

  push(line: string): void {
    const characters = line.length + 1;
    this.open.push(line);
    this.lines += 1;
    this.openCharacters += characters;
    this.characters += characters;
    if (this.open.length === fullPage.lines || this.openCharacters >= fullPage.characters) this.closePage();
    if (this.characters > this.longest) this.dropOldest();
  }

  /** The texts of all pages; joined with `\n` they are all lines. */
  texts(): readonly string[] {
    return [...this.pages.map(({ text }) => text), ...(this.open.length > 0 ? [this.open.join('\n')] : [])];
  }

  /** Removes and returns the oldest page; undefined if there are no lines. */
  takePage(): Lines | undefined {
    if (this.pages.length === 0) this.closePage();
    const page = this.pages.shift();
    if (!page) return undefined;
    this.lines -= page.lineCount;
    this.characters -= page.text.length + 1;
    return page;
  }

  private closePage(): void {
    if (this.open.length === 0) return;
    this.pages.push({ lineCount: this.open.length, text: this.open.join('\n') });
    this.open = [];
    this.openCharacters = 0;
  }

  private dropOldest(): void {
    while (this.characters > this.left) this.dropped += this.takePage()?.lineCount ?? 0;
  }
}
