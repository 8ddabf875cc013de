import { basename, extname } from 'node:path';

/** The name, or, if it is taken, the first of `name (2)`, `name (3)`… that is free. */
export function uniqueName(name: string, taken: readonly string[]): string {
  const others = new Set(taken);
  let candidate = name;
  for (let number = 2; others.has(candidate); number++) candidate = `${name} (${number})`;
  return candidate;
}

/** The name of a database file without its folder and ending. */
export function nameOfFile(file: string): string {
  return basename(file, extname(file)) || basename(file);
}
