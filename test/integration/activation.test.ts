import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activated, setProjectDatabase } from './support/thoth';

describe('The activation', () => {
  it('takes under 50 ms, opens no project database, and gives an API', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thoth-activation-'));
    const projectFile = join(folder, 'project.sqlite');
    await setProjectDatabase(projectFile);
    const api = await activated();
    try {
      assert.equal(api.apiVersion, 1);
      assert.ok(api.activationMilliseconds < 50, `it took ${api.activationMilliseconds} ms`);
      assert.equal(existsSync(projectFile), false);

      assert.deepEqual(await api.tree.getChildren(), []);
      assert.equal(existsSync(projectFile), true, 'the first need opens it');
    } finally {
      await setProjectDatabase('');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('reads a small file: large packages are loaded when they are first needed', async () => {
    const extension = vscode.extensions.getExtension('thoth.thoth');
    assert.ok(extension);
    const { size } = await stat(join(extension.extensionPath, 'dist/extension.js'));
    // only the code of Thoth itself, not minified yet
    assert.ok(size < 900_000, `${size} bytes`);
  });

  it('registers every command that the manifest declares', async () => {
    await activated();
    const manifest = vscode.extensions.getExtension('thoth.thoth')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of manifest.contributes.commands) assert.ok(registered.has(command), command);
  });
});
