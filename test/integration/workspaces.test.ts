import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { addCatalogued, shop, useComments } from './support/comments';
import { command, linesBelow, next, nodeAt, rejects, useThoth } from './support/thoth';

const script = 'CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT)';

const never = new vscode.CancellationTokenSource();

describe('Workspaces', () => {
  const thoth = useThoth();
  const comments = useComments();

  it('are added, renamed, filled, emptied and removed by commands, and the tree follows', async () => {
    const { api } = thoth;
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    assert.equal(typeof workspaceId, 'number');
    assert.deepEqual(await linesBelow(api), ['Books: ', 'Library: SQLite']);

    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId], workspaceId });
    assert.deepEqual(await linesBelow(api), ['Books: ']);
    assert.deepEqual(await linesBelow(api, await nodeAt(api, 'Books')), [
      'Table comments: not run yet',
      'Column comments: not run yet',
      'Library: SQLite',
    ]);

    await command('thoth.renameWorkspace', { workspaceId, name: 'Old books' });
    assert.equal((await api.tree.getChildren(await nodeAt(api, 'Old books', 'Library'))).length, 5);

    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId], workspaceId: null });
    assert.deepEqual(await linesBelow(api), ['Old books: ', 'Library: SQLite']);
    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId], workspaceId });
    assert.equal(await command('thoth.removeWorkspace', { workspaceId }), true);
    assert.deepEqual(await linesBelow(api), ['Library: SQLite'], 'its databases stay');
  });

  it('update the open view when they change, without a manual refresh', async () => {
    const { api } = thoth;
    await api.tree.getChildren();
    const changed = (): Promise<unknown> => next(api.tree.onDidChangeTreeData);
    const added = changed();
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await added;
    await api.tree.getChildren();
    const renamed = next(api.tree.onDidChangeTreeData, (node) => node?.type === 'workspace');
    await command('thoth.renameWorkspace', { workspaceId, name: 'Old books' });
    await renamed;
    assert.deepEqual(await linesBelow(api), ['Old books: ']);
  });

  it('refuse a name that is taken, an empty one, and an id that does not exist', async () => {
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await command('thoth.addWorkspace', { name: 'Films' });
    await rejects(command('thoth.addWorkspace', { name: 'Books' }), /already a workspace named "Books"/);
    await rejects(
      command('thoth.renameWorkspace', { workspaceId, name: 'Films' }),
      /already a workspace named "Films"/,
    );
    await rejects(command('thoth.renameWorkspace', { workspaceId: 999, name: 'x' }), /999/);
    await rejects(command('thoth.removeWorkspace', { workspaceId: 999 }), /999/);
    await rejects(command('thoth.generateWorkspaceTableComments', { workspaceId: 999 }), /999/);
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    await rejects(command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId], workspaceId: 999 }), /999/);
    await rejects(command('thoth.addWorkspace', { name: ' ' }), /"name"/);
    assert.deepEqual(await linesBelow(thoth.api), ['Books: ', 'Films: ', 'Library: SQLite']);
  });

  it('are created, renamed and removed by a person who answers questions', async () => {
    const { api } = thoth;
    const input = sinon.stub(vscode.window, 'showInputBox').resolves(' Books ');
    await command('thoth.addWorkspace');
    assert.ok(input.firstCall.args[0]?.validateInput?.(' '));
    const node = await nodeAt(api, 'Books');
    await command('thoth.copyName', node);
    assert.equal(await vscode.env.clipboard.readText(), 'Books');
    input.resolves('Old books');
    await command('thoth.renameWorkspace', node);
    assert.equal(input.lastCall.args[0]?.value, 'Books');
    assert.equal(input.lastCall.args[0].validateInput?.('Books'), undefined);
    assert.deepEqual(await linesBelow(api), ['Old books: ']);
    const asked = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    assert.equal(await command('thoth.removeWorkspace', await nodeAt(api, 'Old books')), undefined);
    asked.resolves('Remove' as never);
    assert.equal(await command('thoth.removeWorkspace', await nodeAt(api, 'Old books')), true);
    assert.deepEqual(await linesBelow(api), []);
  });

  it('can be created while a person moves a database', async () => {
    await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    pick.callsFake(async (items) => (await items).find(({ label }) => label === 'New Workspace…') as never);
    const input = sinon.stub(vscode.window, 'showInputBox').resolves('Books');
    await command('thoth.moveToWorkspace', await nodeAt(thoth.api, 'Library'));
    assert.equal(input.callCount, 1);
    await nodeAt(thoth.api, 'Books', 'Library');
    pick.callsFake(async (items) => (await items).find(({ label }) => label === 'No Workspace') as never);
    await command('thoth.moveToWorkspace', await nodeAt(thoth.api, 'Books', 'Library'));
    assert.deepEqual(await linesBelow(thoth.api), ['Books: ', 'Library: SQLite']);
  });

  it('have their databases described from their node, and the run is cancelled there', async () => {
    await comments.offer('Ada');
    await comments.set({ provider: 'vscode' });
    const sqlDbId = await addCatalogued(thoth, 'Shop', shop);
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId], workspaceId });
    comments.answerSummary('Generate');
    const asked = new Promise<void>((resolve) => {
      comments.models.answer(() => {
        resolve();
        return new Promise<string>(() => undefined);
      });
    });
    const messages: string[] = [];
    sinon
      .stub(vscode.window, 'withProgress')
      .callsFake((_options, task) =>
        task({ report: ({ message }: { message?: string }) => void messages.push(message ?? '') }, never.token),
      );
    const running = command<TaskResult[]>('thoth.generateWorkspaceTableComments', await nodeAt(thoth.api, 'Books'));
    await asked;
    assert.ok(messages.includes('0/1 databases · Shop'), messages.join('\n'));
    const menuOf = async (...path: string[]): Promise<unknown> =>
      thoth.api.tree.getTreeItem(await nodeAt(thoth.api, 'Books', ...path)).contextValue;
    assert.deepEqual([await menuOf(), await menuOf('Shop')], ['workspace.running', 'sqlDb.running']);
    assert.equal(await menuOf('Table comments'), 'task.running.tableComments.workspace.logged');
    await rejects(
      command('thoth.removeWorkspace', { workspaceId }),
      /"Books" cannot be removed while a task is running/,
    );
    await rejects(command('thoth.generateTableComments', { sqlDbId, confirm: false }), /running already/);
    assert.equal(await command('thoth.cancelTask', await nodeAt(thoth.api, 'Books', 'Table comments')), true);
    assert.deepEqual(
      (await running).map(({ status }) => status),
      ['CANCELLED'],
    );
    assert.equal(await menuOf('Table comments'), 'task.idle.tableComments.workspace.logged');
    const [run] = await thoth.api.tree.getChildren(await nodeAt(thoth.api, 'Books', 'Table comments'));
    assert.ok(run);
    await command('thoth.showTaskLog', run);
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /Books – Table comments/);
    assert.equal(await command('thoth.resetTaskStatus', { workspaceId, kind: 'tableComments' }), 'CANCELLED');
    assert.deepEqual((await linesBelow(thoth.api, await nodeAt(thoth.api, 'Books')))[0], 'Table comments: not run yet');
  });

  it('fail at the first database if the model would fail for every database', async () => {
    await comments.offer('Ada');
    await comments.set({ provider: 'vscode' });
    const ids = [await addCatalogued(thoth, 'Shop', shop), await addCatalogued(thoth, 'Archive', shop)];
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await command('thoth.moveToWorkspace', { sqlDbIds: ids, workspaceId });
    comments.answerSummary('Generate');
    comments.models.answer(() => {
      throw vscode.LanguageModelError.NotFound('switched off');
    });
    const results = await command<TaskResult[]>('thoth.generateWorkspaceTableComments', { workspaceId });
    assert.deepEqual(
      results.map(({ sqlDbId, status }) => [sqlDbId, status]),
      [[ids[1], 'FAILED']],
    );
    const lines = await linesBelow(thoth.api, await nodeAt(thoth.api, 'Books'));
    assert.match(lines[0] ?? '', /^Table comments: .*failed now/);
  });

  it('warn in the log where they have no database', async () => {
    await comments.set({ provider: 'schema' });
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Empty' });
    assert.deepEqual(await command('thoth.generateWorkspaceColumnComments', { workspaceId }), []);
    await command('thoth.showTaskLog', { workspaceId, kind: 'columnComments' });
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /The workspace "Empty" has no databases/);
  });
});
