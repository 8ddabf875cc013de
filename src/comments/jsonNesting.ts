const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const opening: ReadonlySet<number> = new Set(Array.from('{[', (bracket) => bracket.charCodeAt(0)));
const closing: ReadonlySet<number> = new Set(Array.from('}]', (bracket) => bracket.charCodeAt(0)));

/** Measures how deeply JSON is nested before it is parsed: parsing a million brackets takes seconds. */
export class JsonNesting {
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** @param limit the largest number of objects and arrays inside each other */
  constructor(private readonly limit: number) {}

  /** Takes the next character, as a byte of UTF-8 or a unit of UTF-16. @returns whether the limit is kept so far */
  accept(code: number): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (code === backslash) this.escaped = true;
      else if (code === quote) this.inString = false;
    } else if (code === quote) this.inString = true;
    else if (opening.has(code)) this.depth += 1;
    else if (closing.has(code)) this.depth -= 1;
    return this.depth <= this.limit;
  }
}

/** Whether a JSON text has more objects and arrays inside each other than the limit. */
export function isNestedDeeper(text: string, limit: number): boolean {
  const nesting = new JsonNesting(limit);
  for (let index = 0; index < text.length; index += 1) {
    if (!nesting.accept(text.charCodeAt(index))) return true;
  }
  return false;
}
