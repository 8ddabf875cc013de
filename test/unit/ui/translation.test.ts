import { getL10nJson } from '@vscode/l10n-dev';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import english from '../../../l10n/bundle.l10n.json';
import italian from '../../../l10n/bundle.l10n.it.json';
import { taskKinds } from '../../../src/tasks/kinds/kinds';
import manifest from '../../../package.json';
import nls from '../../../package.nls.json';
import nlsItalian from '../../../package.nls.it.json';

const keysOf = (texts: object): string[] => Object.keys(texts).sort();
const placeholders = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();
const links = (text: string): string[] => (text.match(/\]\([^)]+\)/g) ?? []).sort();

describe('The translation', () => {
  it('of the manifest has every key that the manifest uses, and no other, in both languages', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => String(key)).sort();
    assert.deepEqual(keysOf(nls), used);
    assert.deepEqual(keysOf(nlsItalian), used);
  });

  it('of the manifest leads to the same places', () => {
    for (const key of Object.keys(nls) as (keyof typeof nls)[])
      assert.deepEqual(links(nlsItalian[key]), links(nls[key]));
  });

  it('of the code has every text that the code uses, and no other, in both languages', async function () {
    this.timeout(60_000);
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const scripts = files.map((file) => ({ extension: '.ts', contents: readFileSync(join('src', file), 'utf8') }));
    const ofTasks = taskKinds.flatMap(({ title, steps }) => [title, ...steps]);
    const used = [...new Set([...keysOf(await getL10nJson(scripts)), ...ofTasks])].sort();
    assert.ok(used.length > 50);
    assert.deepEqual(
      keysOf(english),
      used,
      'npx vscode-l10n-dev export --outDir l10n src, and the titles and steps of the task kinds',
    );
    assert.deepEqual(keysOf(italian), used);
  });

  it('of the code says something for each text, with the same placeholders', () => {
    for (const [text, translation] of Object.entries(italian)) {
      assert.ok(translation.trim() !== '', text);
      assert.deepEqual(placeholders(translation), placeholders(text), text);
    }
  });
});
