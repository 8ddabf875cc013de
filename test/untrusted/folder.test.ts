import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { settingIds } from '../../src/ui/ids';

/** Runs in a window whose folder is not trusted, and holds settings that would send everything elsewhere. */
describe('An untrusted folder', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration();

  it('is not trusted, and has settings that say where data go', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok(existsSync(join(folder, '.vscode/settings.json')));
    // the harmless settings of the folder are in force
    assert.equal(configuration().get(settingIds.commentsConcurrency), 3);
  });

  it('does not decide where the project database is, or where data are sent', () => {
    assert.equal(configuration().get(settingIds.projectDatabase), '');
    assert.equal(configuration().get(settingIds.commentsProvider), 'auto');
    assert.equal(configuration().get(settingIds.commentsBaseUrl), '');
    assert.equal(configuration().get(settingIds.commentsModel), '');
    assert.equal(configuration().get(settingIds.commentsSampleRows), 5);
    assert.equal(configuration().get(settingIds.commentsPersonalValues), false);
  });

  it('stays unused by the tasks: no file is created in it, and no request is sent to its address', async function () {
    this.timeout(60_000);
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    const port = Number(process.env['THOTH_UNTRUSTED_PORT']);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      assert.equal((server.address() as AddressInfo).port, port);
      const sample = String(process.env['THOTH_SAMPLE_DATABASE']);
      const sqlDbId = await vscode.commands.executeCommand<number>('thoth.addSqlDb', {
        name: 'sample',
        dbType: 'sqlite',
        dbName: sample,
      });
      const [elements] = await vscode.commands.executeCommand<TaskResult[]>('thoth.createDbElements', { sqlDbId });
      assert.equal(elements?.status, 'COMPLETED');
      const [comments] = await vscode.commands.executeCommand<TaskResult[]>('thoth.generateTableComments', {
        sqlDbId,
        confirm: false,
      });
      assert.equal(comments?.status, 'COMPLETED');
      assert.ok(comments.processed > 0);
      assert.equal(connections, 0);
      assert.equal(existsSync(join(folder, 'elsewhere.sqlite')), false);
    } finally {
      server.close();
    }
  });
});
