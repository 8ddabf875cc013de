import * as path from 'node:path';

/** The built program of src/sqliteReader/, beside the bundle that starts it. */
export const readerFileName = 'sqliteReader.js';

let program = path.join(__dirname, readerFileName);

/** The file of the program that reads SQLite files. */
export function readerProgram(): string {
  return program;
}

/** Sets the program, for a process that runs from sources instead of a bundle. */
export function useReaderProgram(file: string): void {
  program = file;
}
