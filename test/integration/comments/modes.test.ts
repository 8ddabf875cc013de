import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { TaskResult } from '../../../src/tasks/task';
import { goodReply } from '../../unit/comments/models/modelServer';
import { wellBehaved } from '../modelProvider/extension';
import { addShopWithModel, countsOf, shop, useComments } from '../support/comments';
import { command, linesBelow, next, nodeAt, useThoth } from '../support/thoth';

describe('A repeated run of comments', () => {
  const thoth = useThoth();
  const comments = useComments();
  let sqlDbId: number;

  beforeEach(async () => {
    sqlDbId = await addShopWithModel(thoth, comments, { settings: { concurrency: 1 } });
    comments.answerSummary(...Array<string>(9).fill('Generate'));
  });

  /** The names in the requests to the models since the last call. */
  let seen = 0;
  beforeEach(() => (seen = 0));
  function askedFor(): string[] {
    const names = comments.models.requests.slice(seen).flatMap(({ items }) => items);
    seen = comments.models.requests.length;
    return names;
  }

  it('describes what is missing, what failed, or everything', async () => {
    comments.models.answer(({ items }) => goodReply(items.filter((name) => !['title', 'pages'].includes(name))));
    assert.deepEqual(countsOf(await comments.columns(sqlDbId, { tables: ['book'] })), ['COMPLETED', 8, 2, 10]);
    askedFor();
    comments.models.answer(({ items }) => goodReply(items, (name) => `Second of ${name}`));

    assert.deepEqual(countsOf(await comments.columns(sqlDbId, { mode: 'failed' })), ['COMPLETED', 2, 0, 2]);
    assert.deepEqual(askedFor(), ['title', 'pages']);
    assert.deepEqual(countsOf(await comments.columns(sqlDbId, { mode: 'failed' })), ['COMPLETED', 0, 0, 0]);
    assert.deepEqual(countsOf(await comments.columns(sqlDbId, { mode: 'missing' })), ['COMPLETED', 2, 0, 2]);
    assert.deepEqual(askedFor(), ['id', 'name']);
    assert.deepEqual(countsOf(await comments.columns(sqlDbId)), ['COMPLETED', 0, 0, 0]);
    assert.deepEqual(askedFor(), []);

    comments.models.answer(({ items }) => goodReply(items, (name) => `Third of ${name}`));
    assert.deepEqual(countsOf(await comments.columns(sqlDbId, { mode: 'all' })), ['COMPLETED', 12, 0, 12]);
    const lines = await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables', 'book'));
    assert.ok(
      lines.every((line) => line.includes('✦ Third of ')),
      lines.join('\n'),
    );
  });

  it('continues where a cancelled run stopped', async () => {
    const started = next(thoth.api.onDidStartTask);
    const asked = new Promise<void>((resolve) => {
      comments.models.answer((request) => {
        if (request.items[0] === 'author') return wellBehaved(request);
        resolve();
        return new Promise<string>(() => undefined);
      });
    });
    const running = comments.tables(sqlDbId);
    const { taskId } = await started;
    await asked;
    await command('thoth.cancelTask', { taskId });
    assert.deepEqual(countsOf(await running), ['CANCELLED', 1, 0, 2]);
    askedFor();
    comments.models.answer(wellBehaved);
    assert.deepEqual(countsOf(await comments.tables(sqlDbId)), ['COMPLETED', 1, 0, 1]);
    assert.deepEqual(askedFor(), ['book']);
  });

  it('keeps the existing comment if writing a new one fails', async () => {
    await comments.tables(sqlDbId);
    comments.models.answer(() => 'I would rather not.');
    assert.deepEqual(countsOf(await comments.tables(sqlDbId, { mode: 'all' })), ['COMPLETED', 0, 2, 2]);
    assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables')), [
      'author: ✦ Comment of author',
      'book: ✦ Comment of book',
    ]);
  });

  it('describes all selected nodes of one database', async () => {
    const [author, title] = [
      await nodeAt(thoth.api, 'Shop', 'Tables', 'author'),
      await nodeAt(thoth.api, 'Shop', 'Tables', 'book', 'title'),
    ];
    const id = await nodeAt(thoth.api, 'Shop', 'Tables', 'book', 'id');
    const generate = (name: string, ...nodes: readonly unknown[]): Thenable<TaskResult[] | undefined> =>
      vscode.commands.executeCommand(`thoth.generate${name}Comments`, nodes[0], nodes);
    assert.equal((await generate('Column', title, id))?.[0]?.total, 2);
    assert.deepEqual(askedFor(), ['id', 'title']);
    assert.equal((await generate('Table', author, await nodeAt(thoth.api, 'Shop', 'Tables', 'book')))?.[0]?.total, 2);

    await thoth.add('Other', await thoth.createDatabase('other.sqlite', shop));
    const shown = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    assert.equal(await generate('Table', author, await nodeAt(thoth.api, 'Other')), undefined);
    assert.equal(shown.firstCall.args[0], 'Choose lines of one database only.');
  });

  it('asks the person what to describe only if there is a choice', async () => {
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    const root = await nodeAt(thoth.api, 'Shop');
    const run = (...path: string[]): Promise<TaskResult[]> =>
      nodeAt(thoth.api, 'Shop', ...path).then((node) => command('thoth.generateTableComments', node));
    assert.equal((await run('Tables', 'author'))[0]?.total, 1);
    assert.equal(pick.callCount, 0, 'nothing is there yet');

    pick.resolves(undefined);
    assert.equal(await command('thoth.generateTableComments', root), undefined);
    const offered = async (): Promise<string[]> =>
      ((await pick.lastCall.args[0]) as readonly vscode.QuickPickItem[]).map(
        (item) => `${item.label} ${item.description}`,
      );
    assert.deepEqual(await offered(), ['Generate 1', 'Regenerate 2']);

    comments.models.answer(() => '{}');
    pick.callsFake(async (items) => (await items)[0] as never);
    await run();
    pick.resolves(undefined);
    await run();
    assert.deepEqual(await offered(), ['Generate 1', 'Retry failed 1', 'Regenerate 2']);
  });
});
