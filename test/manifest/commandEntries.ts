import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import type { ArgumentParts } from '../../src/ui/arguments';
import type { CommandContribution } from '../../src/ui/commands/command';
import { projectRoot } from '../host/paths';

/** A command as its file declares it; only commands that take an argument have a schema for it. */
export type CommandEntry = CommandContribution & { argument?(parts: ArgumentParts): ZodType };

/**
 * Reads the list of commands in plain Node. Loading the files needs nothing of `vscode`, which is an empty object here;
 * a command that used it before it is called would fail.
 */
export async function readCommandEntries(): Promise<readonly CommandEntry[]> {
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, 'src/ui/commands/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    write: false,
    logLevel: 'error',
  });
  const load = createRequire(join(projectRoot, 'package.json'));
  const loaded = { exports: {} as { readonly commands?: readonly CommandEntry[] } };
  const run = new Function('require', 'module', 'exports', '__dirname', outputFiles[0]?.text ?? '');
  const requireHere = (name: string): unknown => (name === 'vscode' ? {} : load(name));
  run(requireHere, loaded, loaded.exports, join(projectRoot, 'dist'));
  if (!loaded.exports.commands) throw new Error('src/ui/commands/index.ts exports no commands.');
  return loaded.exports.commands;
}
