import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { command, linesBelow, nodeAt, rejects, useThoth } from './support/thoth';

const script = 'CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT)';

describe('The commands, called by a program', () => {
  const thoth = useThoth();

  it('add, test and remove a database, and return the documented results', async () => {
    const file = await thoth.createDatabase('library.sqlite', script);
    const sqlDbId = await thoth.add('Library', file);
    assert.equal(typeof sqlDbId, 'number');
    assert.equal(await command('thoth.testConnection', { sqlDbId }), true);
    assert.deepEqual(await linesBelow(thoth.api), ['Library: SQLite']);
    assert.equal(await command('thoth.removeSqlDb', { sqlDbId }), true);
    assert.deepEqual(await linesBelow(thoth.api), []);
    assert.ok(existsSync(file));
  });

  it('return a result for each database, in the requested order', async () => {
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      ids.push(await thoth.add(name, await thoth.createDatabase(`${name}.sqlite`, script)));
    }
    const results = await command<TaskResult[]>('thoth.createDbElements', { sqlDbIds: ids.reverse() });
    assert.deepEqual(
      results.map(({ sqlDbId }) => sqlDbId),
      ids,
    );
    for (const result of results) {
      assert.equal(result.status, 'COMPLETED');
      assert.deepEqual([result.kind, result.processed, result.failed, result.total], ['dbElements', 1, 0, 1]);
    }
  });

  it('refuse a file that does not exist, and create nothing', async () => {
    const file = thoth.file('missing.sqlite');
    await rejects(thoth.add('x', file), /missing\.sqlite/);
    assert.equal(existsSync(file), false);
    assert.deepEqual(await linesBelow(thoth.api), []);
  });

  it('refuse a file that is not a database, a folder, and a relative path', async () => {
    await writeFile(thoth.file('text.db'), 'This is a text and no database, though it is long enough.');
    await mkdir(thoth.file('folder.db'));
    await rejects(thoth.add('x', thoth.file('text.db')), /text\.db/);
    await rejects(thoth.add('x', thoth.file('folder.db')), /folder\.db/);
    await rejects(thoth.add('x', 'library.sqlite'), /not an absolute path/);
    assert.deepEqual(await linesBelow(thoth.api), []);
  });

  it('refuse the same file, and the same name, twice', async () => {
    const file = await thoth.createDatabase('library.sqlite', script);
    await thoth.add('Library', file);
    await rejects(thoth.add('Other', file), /registered already, as "Library"/);
    await rejects(thoth.add('Library', await thoth.createDatabase('other.sqlite', script)), /Library/);
    assert.deepEqual(await linesBelow(thoth.api), ['Library: SQLite']);
  });

  it('say which field of a bad argument is wrong', async () => {
    await rejects(command('thoth.addSqlDb', { name: 'x', dbType: 'sqlite' }), /thoth\.addSqlDb.*"dbName"/);
    await rejects(command('thoth.addSqlDb', { name: 'x', dbType: 'oracle', dbName: '/x' }), /oracle.*sqlite/);
    await rejects(command('thoth.createDbElements', { sqlDbIds: ['1'] }), /"sqlDbIds\.0"/);
    await rejects(command('thoth.showTaskLog', { sqlDbId: 1 }), /"kind"/);
    await rejects(command('thoth.resetTaskStatus', { sqlDbId: 1, kind: 'nothing' }), /no task kind "nothing"/);
  });

  it('say that there is no such database, and start nothing', async () => {
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    await rejects(command('thoth.createDbElements', { sqlDbIds: [sqlDbId, 999] }), /999/);
    await rejects(command('thoth.removeSqlDb', { sqlDbId: 999 }), /999/);
    await rejects(command('thoth.testConnection', { sqlDbId: 999 }), /999/);
    assert.equal(await command('thoth.cancelTask', { taskId: 'nothing' }), false);
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.equal(thoth.api.tree.getTreeItem(task).description, 'not run yet');
  });

  it('end a run as FAILED when the database has vanished', async () => {
    const file = await thoth.createDatabase('library.sqlite', script);
    const sqlDbId = await thoth.add('Library', file);
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
    const result = await thoth.createElements(sqlDbId);
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /library\.sqlite/);
    assert.equal(existsSync(file), false);
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.match(String(thoth.api.tree.getTreeItem(task).description), /^failed now/);
  });

  it('put a status back to IDLE, and return what it was', async () => {
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    const reset = { sqlDbId, kind: 'dbElements', reason: 'to begin anew' };
    assert.equal(await command('thoth.resetTaskStatus', reset), 'IDLE');
    const { taskId } = await thoth.createElements(sqlDbId);
    assert.equal(await command('thoth.resetTaskStatus', reset), 'COMPLETED');
    await nodeAt(thoth.api, 'Library');
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.equal(thoth.api.tree.getTreeItem(task).description, 'not run yet');
    await command('thoth.showTaskLog', { taskId });
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /Force reset: to begin anew \(was: COMPLETED\)\n$/);
  });
});

describe('The commands, called by a person', () => {
  const thoth = useThoth();

  it('let several databases be chosen at once', async () => {
    const ids = [];
    for (const name of ['a', 'b', 'c']) ids.push(await thoth.add(name, await thoth.createDatabase(name, script)));
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    pick.callsFake(async (items) => (await items).slice(1) as never);
    const results = await command<TaskResult[]>('thoth.createDbElements');
    assert.deepEqual(
      results.map(({ sqlDbId }) => sqlDbId),
      ids.slice(1),
    );
  });

  it('apply to the selected nodes of the tree', async () => {
    await thoth.add('a', await thoth.createDatabase('a', script));
    await thoth.add('b', await thoth.createDatabase('b', script));
    const nodes = await thoth.api.tree.getChildren();
    const results = await vscode.commands.executeCommand<TaskResult[]>('thoth.createDbElements', nodes[0], nodes);
    assert.equal(results.length, 2);
    await command('thoth.copyName', nodes[1]);
    assert.equal(await vscode.env.clipboard.readText(), 'b');
  });

  it('ask before they remove, and remove nothing unless the person confirms', async () => {
    await thoth.add('a', await thoth.createDatabase('a', script));
    const asked = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    const [node] = await thoth.api.tree.getChildren();
    assert.equal(await command('thoth.removeSqlDb', node), undefined);
    assert.equal(asked.callCount, 1);
    assert.deepEqual(await linesBelow(thoth.api), ['a: SQLite']);
    asked.resolves('Remove' as never);
    assert.equal(await command('thoth.removeSqlDb', node), true);
    assert.deepEqual(await linesBelow(thoth.api), []);
  });

  it('catalog a file from the Explorer, and reuse its entry the second time', async () => {
    const file = vscode.Uri.file(await thoth.createDatabase('library.sqlite', script));
    const [first] = await command<TaskResult[]>('thoth.addSqlDbFromFile', file);
    const [second] = await command<TaskResult[]>('thoth.addSqlDbFromFile', file);
    assert.equal(first?.status, 'COMPLETED');
    assert.equal(second?.sqlDbId, first.sqlDbId);
    assert.deepEqual(await linesBelow(thoth.api), ['library: SQLite']);
  });

  it('open the sample, and reuse its entry the second time', async () => {
    const offered = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    const id = await command<number>('thoth.openSample');
    assert.equal(await command('thoth.openSample'), id);
    assert.deepEqual(await linesBelow(thoth.api), ['Library: SQLite']);
    const { status, total } = await thoth.createElements(id);
    assert.equal(status, 'COMPLETED');
    assert.ok(total >= 12);
    assert.ok(offered.callCount >= 1);
  });

  it('say so when there is nothing to choose from', async () => {
    const information = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
    assert.equal(await command('thoth.createDbElements'), undefined);
    assert.equal(information.callCount, 1);
    const shown = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    assert.equal(await command('thoth.showTaskLog'), undefined);
    assert.match(String(shown.firstCall.args[0]), /no task run yet/);
  });
});
