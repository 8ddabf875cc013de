import { format } from 'node:util';

/** Marks the lines for the terminal, among everything that a workbench writes to its console. */
const mark = '\u2023thoth\u2023';

/** Called in the extension host: writes a line to the terminal in which VS Code was started. */
export function printFromHost(...args: unknown[]): void {
  console.log(`${mark}${format(...args)}`);
}

/** Called where the VS Code was started: the printed line in a line of the console, or undefined where it is none of ours. */
export function printedInHost(consoleLine: string): string | undefined {
  const at = consoleLine.indexOf(mark);
  return at < 0 ? undefined : consoleLine.slice(at + mark.length);
}
