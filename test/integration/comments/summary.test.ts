import assert from 'node:assert/strict';
import sinon, { type SinonStub } from 'sinon';
import * as vscode from 'vscode';
import { estimateTokens } from '../../../src/comments/estimate';
import type { TaskResult } from '../../../src/tasks/task';
import { addCatalogued, addShopWithModel, shop, useComments } from '../support/comments';
import { command, lineOf, nodeAt, useThoth } from '../support/thoth';

/** With a column that looks like personal data. */
const withMail = `${shop} ALTER TABLE author ADD COLUMN email TEXT; UPDATE author SET email = 'ada@example.org';`;

describe('The summary before a model run', () => {
  const thoth = useThoth();
  const comments = useComments();
  let sqlDbId: number;

  beforeEach(async () => {
    sqlDbId = await addShopWithModel(thoth, comments, { script: withMail });
  });

  const generate = (options = {}): Promise<TaskResult[]> =>
    command<TaskResult[]>('thoth.generateColumnComments', { sqlDbId, ...options });

  /** What a summary said: its heading, and its details line by line. */
  function readSummary(shown: SinonStub, call = 0): { heading: string; details: string[]; buttons: unknown[] } {
    const [heading, options, ...buttons] = shown.getCall(call).args as [string, vscode.MessageOptions, ...string[]];
    assert.equal(options.modal, true);
    return { heading, details: (options.detail ?? '').split('\n'), buttons };
  }

  it('shows the model, where it is, the requests and tokens, and that rows are sent', async () => {
    const shown = comments.answerSummary('Generate');
    await generate();
    const { heading, details, buttons } = readSummary(shown);
    const [first] = comments.models.requests;
    assert.ok(first);
    const tokens = 2 * estimateTokens(first.messages.join('\n\n'));
    assert.equal(heading, 'Have “Ada” write comments?');
    assert.deepEqual(details, [
      'Shop · Column comments: 13',
      'Sent to: thoth-test',
      `2 requests, about ${tokens.toLocaleString('en')} tokens in all`,
      'Names, types, keys, comments and 5 rows of each table are sent. Values that look like personal data are left out.',
    ]);
    assert.deepEqual(buttons, ['Generate', 'Show First Request']);
    const sent = comments.models.requests.flatMap(({ messages }) => messages).join();
    assert.deepEqual([sent.includes('Appunti'), sent.includes('ada@example.org')], [true, false]);
  });

  it('says that no rows are sent, and none are', async () => {
    await comments.set({ sampleRows: 0 });
    const shown = comments.answerSummary('Generate');
    await generate();
    assert.equal(readSummary(shown).details.at(-1), 'Names, types, keys and comments are sent; no rows.');
    assert.ok(!comments.models.requests.some(({ messages }) => messages.join().includes('Appunti')));
  });

  it('says that personal data are sent, and they are', async () => {
    await comments.set({ personalValues: true });
    const shown = comments.answerSummary('Generate');
    await generate();
    assert.match(readSummary(shown).details.at(-1) ?? '', /Values that look like personal data are sent too\.$/);
    assert.ok(comments.models.requests.some(({ messages }) => messages.join().includes('ada@example.org')));
  });

  it('shows the exact first request in a read-only document, and asks again', async () => {
    comments.answerSummary('Show First Request');
    const asked = sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => (await items)[0]);
    const [result] = await generate();
    assert.equal(result?.processed, 13);
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'thoth-prompt');
    assert.ok(editor);
    const text = editor.document.getText();
    assert.equal(text, comments.models.requests[0]?.messages.join('\n\n'));
    assert.match(text, /"author"/);
    await vscode.window.showTextDocument(editor.document);
    await command('type', { text: 'x' });
    assert.equal(editor.document.getText(), text);
    assert.equal(editor.document.isDirty, false);
    assert.deepEqual(asked.firstCall.args, [
      ['Generate', 'Do Not Generate'],
      { title: 'Have “Ada” write comments?', ignoreFocusOut: true },
    ]);
  });

  for (const [what, first, second] of [
    ['closing it', undefined, undefined],
    ['closing the second question', 'Show First Request', undefined],
    ['a no to the second question', 'Show First Request', 'Do Not Generate'],
  ] as const) {
    it(`is declined by ${what}: nothing runs`, async () => {
      comments.answerSummary(first);
      sinon.stub(vscode.window, 'showQuickPick').resolves(second as never);
      assert.deepEqual(await generate(), []);
      assert.equal(comments.models.requests.length, 0);
      const task = await nodeAt(thoth.api, 'Shop', 'Column comments');
      assert.equal(lineOf(thoth.api, task), 'Column comments: not run yet');
    });
  }

  it('is not shown to a person who cancels its preparation', async () => {
    const cancelled = new vscode.CancellationTokenSource();
    cancelled.cancel();
    const preparing = sinon.stub(vscode.window, 'withProgress');
    preparing.callsFake((_options, task) => task({ report: () => undefined }, cancelled.token));
    const [asked, error] = [comments.answerSummary('Generate'), sinon.stub(vscode.window, 'showErrorMessage')];
    assert.deepEqual(await command('thoth.generateTableComments', await nodeAt(thoth.api, 'Shop')), []);
    assert.deepEqual([asked.callCount, error.callCount, comments.models.requests.length], [0, 0, 0]);
  });

  it('is shown once for each model if it is disabled, otherwise each time', async () => {
    await comments.offer(`Once ${thoth.projectFile}`);
    const shown = comments.answerSummary(undefined, 'Generate', 'Generate');
    assert.deepEqual(await generate({ confirm: false, columns: ['book.id'] }), []);
    assert.equal(shown.callCount, 1, 'a model that was never allowed');
    await generate({ confirm: false, columns: ['book.id'] });
    assert.equal(shown.callCount, 2, 'a refusal allows nothing');
    assert.equal((await generate({ confirm: false, columns: ['book.title'] })).length, 1);
    assert.equal(shown.callCount, 2, 'it is allowed from now on');
    await generate({ columns: ['book.price'] });
    assert.equal(shown.callCount, 3);
    assert.deepEqual(
      comments.models.requests.map(({ items }) => items),
      [['id'], ['title'], ['price']],
    );
  });

  it('counts all databases of a workspace', async () => {
    const other = await addCatalogued(thoth, 'Archive', shop);
    const workspaceId = await command<number>('thoth.addWorkspace', { name: 'Books' });
    await command('thoth.moveToWorkspace', { sqlDbIds: [sqlDbId, other], workspaceId });
    const shown = comments.answerSummary(undefined);
    assert.deepEqual(await command('thoth.generateWorkspaceTableComments', { workspaceId }), []);
    assert.deepEqual(readSummary(shown).details[0], '2 databases · Table comments: 4');
    assert.match(readSummary(shown).details[2] ?? '', /^4 requests, about /);
  });

  it('is not shown if no model is used, or if there is nothing to describe', async () => {
    const shown = comments.answerSummary('Generate');
    await generate();
    assert.equal((await generate())[0]?.total, 0);
    await comments.set({ provider: 'schema' });
    assert.equal((await generate({ mode: 'all' }))[0]?.processed, 13);
    assert.equal(shown.callCount, 1);
  });
});
