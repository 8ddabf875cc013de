import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { startModelServer, type ModelServer } from '../../unit/comments/models/modelServer';
import { addCatalogued, countsOf, logOf, shop, useComments } from '../support/comments';
import { command, linesBelow, next, nodeAt, rejects, useThoth } from '../support/thoth';

describe('Comments by a server with the protocol of OpenAI', () => {
  const thoth = useThoth();
  const comments = useComments();
  let server: ModelServer;
  let sqlDbId: number;

  beforeEach(async () => {
    server = await startModelServer();
    await comments.set({ provider: 'openai', baseUrl: server.baseUrl, model: 'test-model', concurrency: 1 });
    sqlDbId = await addCatalogued(thoth, 'Shop', shop);
    comments.answerSummary('Generate', 'Generate');
  });

  afterEach(() => server.close());

  /** Chooses the server and gives its key, as a person does. */
  async function giveKey(key: string): Promise<void> {
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    const choose = (label: string) => async (items: unknown) =>
      ((await items) as (string | vscode.QuickPickItem)[]).find((item) =>
        typeof item === 'string' ? item === label : item.label === label,
      ) as never;
    pick.onFirstCall().callsFake(choose('Another server…')).onSecondCall().callsFake(choose('another-model'));
    const input = sinon.stub(vscode.window, 'showInputBox');
    input.onFirstCall().resolves(server.baseUrl).onSecondCall().resolves(key);
    await command('thoth.chooseCommentModel');
    assert.equal(input.secondCall.args[0]?.password, true);
    pick.restore();
    input.restore();
  }

  it('are written for tables and columns', async () => {
    assert.deepEqual(countsOf(await comments.tables(sqlDbId)), ['COMPLETED', 2, 0, 2]);
    assert.deepEqual(countsOf(await comments.columns(sqlDbId)), ['COMPLETED', 12, 0, 12]);
    assert.deepEqual(
      server.requests.map(({ items }) => items.length),
      [1, 1, 2, 10],
    );
    assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables')), [
      'author: ✦ Comment of author',
      'book: ✦ Comment of book',
    ]);
  });

  it('are requested with a key that is stored only in the secret storage', async () => {
    const key = 'sk-integration-0123456789abcdef';
    await giveKey(key);
    const settings = vscode.workspace.getConfiguration('thoth.comments');
    assert.deepEqual([settings.get('baseUrl'), settings.get('model')], [server.baseUrl, 'another-model']);
    server.next({ kind: 'status', status: 400, message: `what is ${key}?` });
    const result = await comments.tables(sqlDbId);
    assert.deepEqual(countsOf(result), ['COMPLETED', 1, 1, 2]);
    assert.ok(server.requests.every(({ authorization }) => authorization === `Bearer ${key}`));

    assert.match(await logOf(result), /Error processing table author: .*what is (?!sk-)/);
    const folders = [join(thoth.projectFile, '..'), process.env['THOTH_USER_DATA'] ?? ''];
    const found = await filesWith('another-model', folders);
    assert.ok(
      found.some((file) => file.startsWith(thoth.projectFile)),
      'the search finds what is there',
    );
    assert.deepEqual(await filesWith(key, folders), []);

    await giveKey('');
    await comments.tables(sqlDbId, { mode: 'failed' });
    assert.equal(server.requests.at(-1)?.authorization, undefined, 'an empty key removes the one that was kept');
  });

  it('end the run where the key is refused', async () => {
    const key = 'sk-wrong-0123456789abcdef';
    await giveKey(key);
    server.always({ kind: 'status', status: 401, message: `Incorrect API key provided: ${key}` });
    const result = await comments.columns(sqlDbId);
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /refused access \(401\).*Set the API key of this server again\./);
    assert.ok(!(await logOf(result)).includes(key));
    assert.equal(server.requests.filter(({ path }) => path.endsWith('/completions')).length, 1, 'no second attempt');
    const task = await nodeAt(thoth.api, 'Shop', 'Column comments');
    assert.match(String(thoth.api.tree.getTreeItem(task).description), /failed now/);
  });

  it('wait for as long as the server asks', async () => {
    server.next({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    const result = await comments.tables(sqlDbId, { tables: ['book'] });
    assert.deepEqual(countsOf(result), ['COMPLETED', 1, 0, 1]);
    assert.match(await logOf(result), /Waiting 1 s: the server asked for it \(429\)/);
    assert.equal(server.requests.length, 2);
  });

  for (const way of ['command', 'button'] as const) {
    it(`stop within two seconds when the person cancels by the ${way}, and the request is aborted`, async () => {
      server.always({ kind: 'silent' });
      const cancelling = new vscode.CancellationTokenSource();
      const messages: string[] = [];
      sinon
        .stub(vscode.window, 'withProgress')
        .callsFake((_options, task) =>
          task({ report: ({ message }: { message?: string }) => void messages.push(message ?? '') }, cancelling.token),
        );
      const started = next(thoth.api.onDidStartTask);
      const running = comments.columns(sqlDbId, { confirm: false });
      const { taskId } = await started;
      await server.received(1);
      const since = performance.now();
      if (way === 'button') cancelling.cancel();
      else assert.equal(await command('thoth.cancelTask', { taskId }), true);
      const result = await running;
      assert.ok(performance.now() - since < 2_000, `it took ${performance.now() - since} ms`);
      assert.deepEqual(countsOf(result), ['CANCELLED', 0, 0, 12]);
      await server.hungUp(1);
      assert.ok(messages.includes('Stopping…'), messages.join());
      assert.match(await logOf(result), /Cancelled: what was done until now is kept\./);
    });
  }

  it('fail for a table with an answer that is too long, and continue', async () => {
    server.next({ kind: 'raw', text: 'x'.repeat(10_000_000) });
    const result = await comments.tables(sqlDbId);
    assert.deepEqual(countsOf(result), ['COMPLETED', 1, 1, 2]);
    assert.match(await logOf(result), /Error processing table author: .*the answer is longer than 2000000 bytes/);
  });

  it('are refused if no server or model is set, and no run starts', async () => {
    await comments.set({ model: '' });
    await rejects(comments.tables(sqlDbId), /No model is set for comments/);
    await comments.set({ baseUrl: 'ftp://x', model: 'y' });
    await rejects(comments.tables(sqlDbId), /The address of the model's server at "x" is not usable/);
    assert.equal(server.requests.length, 0);
  });
});

/** The files below the folders that contain a text. */
async function filesWith(text: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await readFile(file)).includes(text)) found.push(file);
    }
  }
  return found;
}
