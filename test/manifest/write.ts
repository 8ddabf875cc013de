// npm run manifest: writes the commands of src/ui/commands into package.json, and their titles into package.nls.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/base/errors';
import { projectRoot } from '../host/paths';
import { readCommandEntries } from './commandEntries';
import { commandContributions, isTitleKey } from './contributions';

type Json = Record<string, unknown>;

async function main(): Promise<void> {
  const { commands, menus, titles } = commandContributions(await readCommandEntries());
  change('package.json', (manifest) => ({
    ...manifest,
    contributes: { ...(manifest['contributes'] as Json), commands, menus },
  }));
  change('package.nls.json', (texts) => {
    const others = Object.entries(texts).filter(([key]) => !isTitleKey(key) || key in titles);
    return { ...Object.fromEntries(others), ...titles };
  });
}

function change(name: string, edit: (content: Json) => Json): void {
  const file = join(projectRoot, name);
  const content = edit(JSON.parse(readFileSync(file, 'utf8')) as Json);
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
