import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { commentProviders } from '../../../src/comments/generators';
import { sourceEngines } from '../../../src/sources/engines';
import * as ids from '../../../src/ui/ids';
import manifest from '../../../package.json';
import { readCommandEntries } from '../../manifest/commandEntries';
import { commandContributions, isTitleKey } from '../../manifest/contributions';
import nls from '../../../package.nls.json';
import nlsItalian from '../../../package.nls.it.json';

const { contributes } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);
const outOfDate = 'package.json or package.nls.json is out of date: npm run manifest';
const text = JSON.stringify(manifest);
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();
const ownNames = (source: string): string[] => sorted(source.match(/\bthoth\.[A-Za-z.]+/g) ?? []);

describe('The manifest', () => {
  it('declares exactly the commands of ui/commands, with their titles and menus', async () => {
    const { commands, menus, titles } = commandContributions(await readCommandEntries());
    assert.deepEqual({ commands: contributes.commands, menus: contributes.menus }, { commands, menus }, outOfDate);
    assert.deepEqual(Object.fromEntries(Object.entries(nls).filter(([key]) => isTitleKey(key))), titles, outOfDate);
  });

  it('declares every command, setting, view and context key that the code names', () => {
    const known = new Set<string>([
      ...commandIds,
      ...[...Object.values(ids.settingIds), ids.viewId, ids.walkthroughId, ...Object.values(ids.contextKeys)],
    ]);
    const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const named = files.flatMap((file) => [...readFileSync(`src/ui/${file}`, 'utf8').matchAll(/'(thoth\.[\w.]+)'/g)]);
    assert.ok(named.length > 40);
    for (const [, name = ''] of named) assert.ok(known.has(name), `${name} is named in src/ui but not declared`);
  });

  it('declares exactly the view and the container of ids.ts', () => {
    assert.deepEqual(Object.keys(contributes.views), [ids.containerId]);
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [ids.containerId],
    );
    assert.deepEqual(
      contributes.views.thoth.map(({ id }) => id),
      [ids.viewId],
    );
    assert.deepEqual(
      contributes.viewsWelcome.map(({ view }) => view),
      [ids.viewId],
    );
  });

  it('declares exactly the settings of ids.ts, and restricts those that say where data go', () => {
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(Object.values(ids.settingIds)));
    const harmless = /\.(concurrency|timeoutSeconds)$|^thoth\.logs\./;
    assert.deepEqual(
      sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations),
      sorted(Object.values(ids.settingIds).filter((id) => !harmless.test(id))),
    );
  });

  it('does not let a folder configure the removal of logs', () => {
    const settings = Object.entries<{ readonly scope: string }>(contributes.configuration.properties);
    const pruning = settings.filter(([id]) => id.startsWith('thoth.logs.'));
    assert.deepEqual(
      pruning.map(([, { scope }]) => scope),
      ['application', 'application', 'application'],
    );
  });

  it('offers the database elements of a file for exactly the endings of the engines', () => {
    const [entry] = contributes.menus['explorer/context'];
    const endings = /resourceExtname =~ \/\^\\\.\(([\w|]+)\)\$\/i/.exec(entry?.when ?? '')?.[1]?.split('|');
    const expected = [...sourceEngines.values()].flatMap(({ fileExtensions }) => fileExtensions);
    assert.deepEqual(sorted(endings ?? []), sorted(expected));
  });

  it('offers exactly the providers of comments that there are', () => {
    const { enum: offered } = contributes.configuration.properties['thoth.comments.provider'];
    assert.deepEqual(offered, commentProviders);
  });

  it('declares the language, the scheme and the walkthrough of ids.ts', () => {
    assert.deepEqual(
      contributes.languages.map(({ id }) => id),
      [ids.logLanguageId],
    );
    assert.deepEqual(
      contributes.grammars.map(({ language }) => language),
      [ids.logLanguageId],
    );
    assert.deepEqual(manifest.activationEvents, [`onFileSystem:${ids.logScheme}`]);
    assert.deepEqual(
      contributes.walkthroughs.map(({ id }) => id),
      [ids.walkthroughId],
    );
  });

  it('puts only declared commands into menus, and only our own context keys into conditions', () => {
    const commands = new Set<string>(commandIds);
    const keys = new Set<string>([...Object.values(ids.contextKeys), ids.viewId]);
    const conditions = contributes.viewsWelcome.map((welcome) => welcome.when);
    for (const { command, when } of Object.values(contributes.menus).flat()) {
      assert.ok(commands.has(command), `${command} is in a menu but is not declared`);
      conditions.push(when);
    }
    for (const step of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      for (const event of step.completionEvents) {
        if (event.startsWith('onContext:')) conditions.push(event.slice('onContext:'.length));
        if (event.startsWith('onCommand:')) assert.ok(commands.has(event.slice('onCommand:'.length)), event);
        if (event.startsWith('onView:')) assert.equal(event, `onView:${ids.viewId}`);
      }
    }
    for (const name of conditions.flatMap(ownNames)) assert.ok(keys.has(name), `${name} is no context key of ours`);
    for (const key of Object.values(ids.contextKeys)) assert.ok(text.includes(key), `${key} is used nowhere`);
  });

  it('links only to commands that exist', () => {
    const known = new Set<string>([...commandIds, 'thoth.databases.focus']);
    for (const translation of [nls, nlsItalian]) {
      for (const [, command = ''] of JSON.stringify(translation).matchAll(/\(command:(thoth\.[\w.]+)/g)) {
        assert.ok(known.has(command), `${command} is linked to but not declared`);
      }
    }
    assert.ok(JSON.stringify(nls).includes(`thoth.thoth%23${ids.walkthroughId}`));
  });

  it('names only files that exist', () => {
    const files = text.match(/\.?\/?media\/[\w./-]+/g) ?? [];
    assert.ok(files.length >= 6);
    for (const file of files) assert.ok(existsSync(file), `${file} is missing`);
  });

  it('has a grammar whose every pattern is a valid regular expression', () => {
    const grammar = readFileSync('media/thoth-log.tmLanguage.json', 'utf8');
    const patterns = [...grammar.matchAll(/"(?:match|begin|end)": ("(?:[^"\\]|\\.)*")/g)];
    assert.ok(patterns.length > 5);
    for (const [, pattern = ''] of patterns) assert.doesNotThrow(() => new RegExp(JSON.parse(pattern) as string));
  });
});
