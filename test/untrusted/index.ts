import { runMochaInHost } from '../host/mochaInHost';

/** What VS Code calls in its extension host: runs every `*.test.js` that stands beside or below this file. */
export function run(): Promise<void> {
  return runMochaInHost(__dirname);
}
