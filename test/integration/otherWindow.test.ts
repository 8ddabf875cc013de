import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { command, lineOf, next, nodeAt, rejects, useProjectDatabase, useThoth } from './support/thoth';

describe('A run of another window', () => {
  const thoth = useThoth();
  let other: Catalog;
  let sqlDbId: number;

  beforeEach(async () => {
    sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', 'CREATE TABLE a (id INTEGER)'));
    other = await openProjectDatabase({ file: thoth.projectFile });
  });

  afterEach(() => other.close());

  const elsewhere = { host: 'elsewhere', processId: 1 };

  /** What the other window does when it starts a task. @param now when, in milliseconds since 1970 UTC */
  async function claim(taskId: string, now: number, process = elsewhere): Promise<void> {
    const owner = { type: 'sqlDb', id: sqlDbId } as const;
    const request = { taskId, owner, kind: 'dbElements', prefix: 'db_elements', ...process, now } as const;
    assert.equal((await other.runs.claim(request)).claimed, true);
  }

  it('is shown as running there, keeps this window from starting another, and can be cancelled from here', async () => {
    await claim('there', Date.now());
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.equal(lineOf(thoth.api, task), 'Database elements: running in another window');
    await rejects(thoth.createElements(sqlDbId), /running already.*elsewhere/);
    assert.equal(await command('thoth.cancelTask', task), true);
    assert.equal(await other.runs.heartbeat('there', Date.now()), 'cancelRequested');
  });

  it('has a log that this window follows', async () => {
    await claim('there', Date.now());
    await other.runs.appendLog('there', {
      firstLine: 0,
      lineCount: 1,
      text: '[2026-11-22 21:30:05] Step 1: Creating tables',
    });
    await command('thoth.showTaskLog', { taskId: 'there' });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), '[2026-11-22 21:30:05] Step 1: Creating tables\n');
    const followed = next(vscode.workspace.onDidChangeTextDocument, (change) => change.document === document);
    await other.runs.appendLog('there', {
      firstLine: 1,
      lineCount: 1,
      text: '[2026-11-22 21:30:06] Tables created: 1',
    });
    await followed;
    assert.match(document.getText(), /Tables created: 1\n$/);
  });

  it('is shown as failed after its process died, with the reason in its log, as soon as the tree is read', async () => {
    const { pid: processId } = spawnSync(process.execPath, ['-v']);
    await claim('dead', Date.now() - 60_000, { host: hostname(), processId });
    await useProjectDatabase(thoth.api, '');
    await useProjectDatabase(thoth.api, thoth.projectFile);
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.match(lineOf(thoth.api, task), /^Database elements: failed now/);
    await command('thoth.showTaskLog', { taskId: 'dead' });
    assert.match(
      vscode.window.activeTextEditor?.document.getText() ?? '',
      new RegExp(`Error: The process that ran this task \\(${processId} on `),
    );
    assert.equal((await thoth.createElements(sqlDbId)).status, 'COMPLETED');
  });
});
