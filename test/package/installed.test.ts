import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';

/** All that a user gets; `.vsixmanifest` is VS Code's own record of the installation. */
const expectedFiles = [
  '.vsixmanifest',
  'LICENSE.txt',
  'changelog.md',
  'dist/cockatiel.js',
  'dist/extension.js',
  'dist/lodash.js',
  'dist/moment-timezone.js',
  'dist/mysql2.js',
  'dist/node_sqlite3.node',
  'dist/openai.js',
  'dist/pg.js',
  'dist/semver.js',
  'dist/sequelize.js',
  'dist/sqliteReader.js',
  'dist/ssh2.js',
  'dist/thirdPartyLicenses.txt',
  'dist/umzug.js',
  'dist/validator.js',
  'dist/wkx.js',
  'dist/zod.js',
  'l10n/bundle.l10n.it.json',
  'media/sample/library.sql',
  'media/thoth-log.language.json',
  'media/thoth-log.tmLanguage.json',
  'media/thoth.svg',
  'media/walkthrough/add.svg',
  'media/walkthrough/log.svg',
  'media/walkthrough/look.svg',
  'media/walkthrough/run.svg',
  'package.json',
  'package.nls.it.json',
  'package.nls.json',
  'readme.md',
];

describe('The installed package', () => {
  const extension = vscode.extensions.getExtension('thoth.thoth');
  assert.ok(extension, 'thoth.thoth is not installed');

  it('is the package, not the source folder', () => {
    assert.match(extension.extensionPath, /extensions[/\\]thoth\.thoth-/);
  });

  it('contains exactly the files that are needed', () => {
    const files = readdirSync(extension.extensionPath, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(extension.extensionPath.length + 1));
    assert.deepEqual(files.map((file) => file.replaceAll('\\', '/')).sort(), expectedFiles);
  });

  it('contains the licenses of all packages that are part of it', () => {
    const licenses = readFileSync(join(extension.extensionPath, 'dist', 'thirdPartyLicenses.txt'), 'utf8');
    const { dependencies } = extension.packageJSON as { readonly dependencies: Readonly<Record<string, string>> };
    const missing = Object.keys(dependencies).filter((name) => !licenses.includes(` - ${name}@`));
    assert.ok(Object.keys(dependencies).length > 10);
    assert.deepEqual(missing, []);
  });

  it('reads the sample database', async () => {
    const database = { name: 'Library', dbType: 'sqlite', dbName: process.env['THOTH_SAMPLE_DATABASE'] };
    const sqlDbId = await vscode.commands.executeCommand<number>('thoth.addSqlDb', database);
    const results = await vscode.commands.executeCommand<TaskResult[]>('thoth.createDbElements', { sqlDbId });

    assert.deepEqual(
      results.map(({ status, failed, error }) => ({ status, failed, error })),
      [{ status: 'COMPLETED', failed: 0, error: undefined }],
    );
    assert.ok((results[0]?.processed ?? 0) >= 12);
  });
});
