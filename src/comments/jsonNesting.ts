const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const braceOpen = '{'.charCodeAt(0);
const braceClose = '}'.charCodeAt(0);
const bracketOpen = '['.charCodeAt(0);
const bracketClose = ']'.charCodeAt(0);

/** Measures how deeply JSON is nested before it is parsed: parsing a million brackets takes seconds. */
export class JsonNesting {
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** @param limit the largest number of objects and arrays inside each other */
  constructor(private readonly limit: number) {}

  /** Takes the next part of the text, in UTF-8. @returns whether the limit is kept so far */
  accept(part: Uint8Array): boolean {
    // local variables, since this loop runs over megabytes
    let { depth, inString, escaped } = this;
    for (let index = 0; index < part.length && depth <= this.limit; index += 1) {
      const byte = part[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = true;
      else if (byte === braceOpen || byte === bracketOpen) depth += 1;
      else if (byte === braceClose || byte === bracketClose) depth -= 1;
    }
    Object.assign(this, { depth, inString, escaped });
    return depth <= this.limit;
  }
}

/** Whether a JSON text has more objects and arrays inside each other than the limit. */
export function isNestedDeeper(text: string, limit: number): boolean {
  return !new JsonNesting(limit).accept(Buffer.from(text));
}
