import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TaskResult } from '../../../src/tasks/task';
import { goodReply } from '../../unit/comments/models/modelServer';
import { wellBehaved } from '../modelProvider/extension';
import { addCatalogued, addShopWithModel, countsOf, logOf, shop, useComments } from '../support/comments';
import { command, lineOf, linesBelow, next, nodeAt, rejects, useThoth } from '../support/thoth';

describe('Comments by a model of the editor', () => {
  const thoth = useThoth();
  const comments = useComments();
  let sqlDbId: number;

  beforeEach(async () => {
    sqlDbId = await addShopWithModel(thoth, comments);
    comments.answerSummary('Generate', 'Generate');
  });

  after(() => command('workbench.action.closeSidebar'));

  it('are written for every table, one request for each, and for up to ten columns in one', async () => {
    const tables = await comments.tables(sqlDbId);
    assert.deepEqual(
      [tables.kind, tables.sqlDbId, ...countsOf(tables)],
      ['tableComments', sqlDbId, 'COMPLETED', 2, 0, 2],
    );
    assert.deepEqual(comments.models.requests.map(({ items }) => items).sort(), [['author'], ['book']]);
    const columns = await comments.columns(sqlDbId);
    assert.deepEqual([columns.kind, ...countsOf(columns)], ['columnComments', 'COMPLETED', 12, 0, 12]);
    assert.deepEqual(
      comments.models.requests
        .slice(2)
        .map(({ items }) => items.length)
        .sort(),
      [10, 2],
    );

    assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables')), [
      'author: ✦ Comment of author',
      'book: ✦ Comment of book',
    ]);
    assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables', 'author')), [
      'id: INTEGER · ✦ Comment of id',
      'name: TEXT · ✦ Comment of name',
    ]);
  });

  it('are written only for the chosen tables and columns', async () => {
    await comments.tables(sqlDbId, { tables: ['book'] });
    const columns = await comments.columns(sqlDbId, { columns: ['book.title', 'author.name'], confirm: false });
    assert.deepEqual(countsOf(columns), ['COMPLETED', 2, 0, 2]);
    assert.deepEqual(
      comments.models.requests.map(({ items }) => items),
      [['book'], ['name'], ['title']],
    );
    await comments.columns(sqlDbId, { tables: ['author'], confirm: false });
    assert.deepEqual(comments.models.requests.at(-1)?.items, ['id']);
    await rejects(comments.tables(sqlDbId, { tables: ['nothing'] }), /no table "nothing"/);
    await rejects(comments.columns(sqlDbId, { columns: ['book.nothing'] }), /no column "book\.nothing"/);
  });

  it('are written over a workspace, each database with a run and a log of its own', async () => {
    const other = await addCatalogued(thoth, 'Archive', shop);
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId, other], workspaceId });
    const started: unknown[] = [];
    const watching = thoth.api.onDidStartTask((task) => started.push(task.sqlDbId ?? 'workspace'));
    const results = await command<TaskResult[]>('thoth.generateWorkspaceColumnComments', { workspaceId });
    watching.dispose();
    assert.deepEqual(
      results.map(({ sqlDbId: id }) => id),
      [other, sqlDbId],
    );
    assert.deepEqual(started, ['workspace', other, sqlDbId]);
    for (const result of results) assert.deepEqual(countsOf(result), ['COMPLETED', 12, 0, 12]);

    await command('thoth.showTaskLog', { workspaceId, kind: 'columnComments' });
    const log = vscode.window.activeTextEditor?.document.getText() ?? '';
    for (const line of ['Database 1/2: Archive', 'Database 2/2: Shop', 'Completed: 24 successful, 0 failed']) {
      assert.ok(log.includes(line), log);
    }
    const [first] = results;
    assert.ok(first);
    const own = await logOf(first);
    assert.match(own, /Step 2: Writing column comments with Ada\n/);
    assert.doesNotMatch(own, /Database 1\/2/);
    const task = await nodeAt(thoth.api, 'Books', 'Column comments');
    assert.match(lineOf(thoth.api, task), /^Column comments: completed now/);
  });

  it('fail only for the items that are missing from the reply', async () => {
    comments.models.answer(({ items }) => goodReply(items.slice(0, 3)));
    const result = await comments.columns(sqlDbId, { tables: ['book'] });
    assert.deepEqual(countsOf(result), ['COMPLETED', 3, 7, 10]);
    const log = await logOf(result);
    assert.match(log, /Processing column 3\/10: book\.title\n.*Comment written, 16 characters\n/);
    assert.match(
      log,
      /Processing column 4\/10: book\.pages\n.*Error processing column book\.pages: The reply has no comment for it/,
    );
    assert.match(log, /Comments written: 3\n.*Comments failed: 7\n.*Completed: 3 successful, 7 failed, Total time/);
    const task = await nodeAt(thoth.api, 'Shop', 'Column comments');
    assert.match(lineOf(thoth.api, task), /^Column comments: 7 failed · completed now/);
    const lines = await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables', 'book'));
    assert.deepEqual(lines.slice(2, 4), ['title: TEXT · ✦ Comment of title', 'pages: INTEGER']);
  });

  it('are in the open tree during the run', async () => {
    const { tree } = thoth.api;
    await command('thoth.databases.focus');
    const tables = await nodeAt(thoth.api, 'Shop', 'Tables');
    let goOn = (): void => undefined;
    comments.models.answer((request) => {
      if (request.items[0] === 'author') return wellBehaved(request);
      return new Promise<string>((resolve) => (goOn = () => resolve(wellBehaved(request))));
    });
    const written = next(thoth.api.onDidLog, ({ line }) => line.includes('Comment written'));
    const running = comments.tables(sqlDbId);
    await written;
    await next(tree.onDidChangeTreeData, (node) => node === tables);
    assert.deepEqual(await linesBelow(thoth.api, tables), ['author: ✦ Comment of author', 'book: ']);
    goOn();
    assert.deepEqual(countsOf(await running), ['COMPLETED', 2, 0, 2]);
  });

  it('are found in a reply with prose around the JSON', async () => {
    comments.models.answer((request) => `Here they are:\n\`\`\`json\n${wellBehaved(request)}\n\`\`\`\nAnything else?`);
    assert.deepEqual(countsOf(await comments.tables(sqlDbId)), ['COMPLETED', 2, 0, 2]);
  });

  it('fail for a table whose content the model refuses, with the reason, and continue', async () => {
    comments.models.answer((request) => {
      if (request.items[0] === 'author') throw vscode.LanguageModelError.Blocked('the content was filtered');
      return wellBehaved(request);
    });
    const result = await comments.tables(sqlDbId);
    assert.deepEqual(countsOf(result), ['COMPLETED', 1, 1, 2]);
    assert.match(
      await logOf(result),
      /Error processing table author: The editor's model "Ada" did not answer: the content was filtered/,
    );
  });

  it('end the run where the model may not be used at all', async () => {
    comments.models.answer(() => {
      throw vscode.LanguageModelError.NoPermissions('not signed in');
    });
    const result = await comments.tables(sqlDbId);
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /"Ada" did not answer: not signed in\. Allow Thoth/);
    assert.equal(result.processed, 0);
  });

  it('are requested again after a passing error of the model', async () => {
    let stumbled = false;
    comments.models.answer((request) => {
      if (stumbled) return wellBehaved(request);
      stumbled = true;
      throw new Error('the line went dead');
    });
    const result = await comments.tables(sqlDbId, { tables: ['book'] });
    assert.deepEqual(countsOf(result), ['COMPLETED', 1, 0, 1]);
    assert.match(await logOf(result), /Trying again in 1 s \(1 of 3\): .*the line went dead/);
  });

  it('are given up within two seconds when somebody cancels, and the request to the model is cancelled', async () => {
    const asked = new Promise<vscode.CancellationToken>((resolve) => {
      comments.models.answer(({ token }) => {
        resolve(token);
        return new Promise<string>(() => undefined);
      });
    });
    const started = next(thoth.api.onDidStartTask);
    const running = comments.tables(sqlDbId);
    const { taskId } = await started;
    const token = await asked;
    const cancelled = next(token.onCancellationRequested);
    const since = performance.now();
    assert.equal(await command('thoth.cancelTask', { taskId }), true);
    const result = await running;
    assert.deepEqual(countsOf(result), ['CANCELLED', 0, 0, 2]);
    assert.ok(performance.now() - since < 2_000, `it took ${performance.now() - since} ms`);
    await cancelled;
  });

  it('are refused if the editor offers no model, and no run starts', async () => {
    await comments.offer();
    await rejects(comments.tables(sqlDbId), /The editor offers no language model/);
    await comments.offer('Ada', 'Bea');
    await comments.set({ model: 'Grace' });
    await rejects(comments.tables(sqlDbId), /no language model called "Grace".*Ada, Bea/);
    assert.equal(lineOf(thoth.api, await nodeAt(thoth.api, 'Shop', 'Table comments')), 'Table comments: not run yet');
  });

  it('come from the model that is set, by its id or name', async () => {
    await comments.offer('Ada', 'Bea', 'Cleo');
    await comments.set({ model: 'Bea-id' });
    await comments.tables(sqlDbId, { tables: ['book'] });
    await comments.set({ model: 'cleo' });
    await comments.tables(sqlDbId, { tables: ['author'] });
    assert.deepEqual(
      comments.models.requests.map(({ model }) => model),
      ['Bea', 'Cleo'],
    );
  });

  it('come from the schema if the provider is automatic and the editor offers no model', async () => {
    await comments.set({ provider: 'auto' });
    await comments.tables(sqlDbId, { tables: ['book'] });
    assert.deepEqual(
      comments.models.requests.map(({ model }) => model),
      ['Ada'],
    );
    await comments.offer();
    await comments.tables(sqlDbId, { tables: ['author'] });
    const [author] = await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables'));
    assert.match(author ?? '', /^author: ✦ .*\(derived from the schema\)$/);
  });
});
