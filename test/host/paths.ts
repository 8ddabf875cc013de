import { join } from 'node:path';

/** The project's root folder. */
export const projectRoot = join(__dirname, '../..');

/** What is fetched once and kept: VS Code itself, its server, a browser. Git ignores it. */
export const cacheFolder = join(projectRoot, '.vscode-test');

/** The VS Code that the tests run in, desktop or server. */
export const vsCodeVersion = '1.139.1';
