import { runMochaInHost } from '../host/mochaInHost';

/** What VS Code calls in its extension host: runs every `*.test.js` in or below the folder of this file. */
export function run(): Promise<void> {
  return runMochaInHost(__dirname);
}
