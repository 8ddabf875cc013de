import { runMochaInHost } from '../host/mochaInHost';

/** What VS Code calls in its extension host: runs every `*.test.js` in the folder of this file. */
export function run(): Promise<void> {
  return runMochaInHost(__dirname);
}
