import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { manyViews } from './support/manyTables';
import { command, linesBelow, next, nodeAt, rejects, runScript, useThoth } from './support/thoth';

/** Enough tables to stop a run before it ends. */
const tableCount = 5000;

interface Report {
  readonly message?: string;
  readonly increment?: number;
}

/** Collects the reports to progress notifications, and lets a test press their Cancel button. */
function watchProgress() {
  const reports: Report[] = [];
  const titles: string[] = [];
  const cancelling = new vscode.CancellationTokenSource();
  sinon.stub(vscode.window, 'withProgress').callsFake((options, task) => {
    titles.push(options.title ?? '');
    return task({ report: (value: Report) => void reports.push(value) }, cancelling.token);
  });
  return { reports, titles, cancel: () => cancelling.cancel() };
}

describe('A task run', () => {
  const thoth = useThoth();

  async function addMany(): Promise<number> {
    return thoth.add('Many', await thoth.createDatabase('many.sqlite', manyViews(tableCount)));
  }

  it('reports its step, counts and table, and increments that add up to 100', async () => {
    const sqlDbId = await addMany();
    const { reports, titles } = watchProgress();
    const result = await thoth.createElements(sqlDbId);
    assert.equal(result.processed, tableCount);
    assert.deepEqual(titles, ['Many: Database elements']);
    assert.equal(
      reports.reduce((sum, { increment = 0 }) => sum + increment, 0),
      100,
    );
    assert.ok(reports.every(({ increment = 0 }) => increment >= 0));
    const messages = reports.map(({ message = '' }) => message);
    assert.ok(
      messages.some((message) => /^2\/3 columns · [\d,]+\/5,000 · t\d+$/.test(message)),
      messages.join('\n'),
    );
  });

  it('is stopped in the middle of a table by the Cancel button, and keeps what was done', async () => {
    const sqlDbId = await addMany();
    const progress = watchProgress();
    const running = thoth.createElements(sqlDbId);
    await next(thoth.api.onDidLog, ({ line }) => line.includes('Processing table'));
    progress.cancel();
    const result = await running;
    assert.equal(result.status, 'CANCELLED');
    assert.ok(result.processed < tableCount, `${result.processed} were processed`);
    assert.equal(progress.reports.at(-1)?.message === undefined, false);
    assert.ok(progress.reports.some(({ message }) => message === 'Stopping…'));

    const task = await nodeAt(thoth.api, 'Many', 'Database elements');
    assert.match(String(thoth.api.tree.getTreeItem(task).description), /^cancelled now/);
    const tables = await nodeAt(thoth.api, 'Many', 'Tables');
    assert.equal((await thoth.api.tree.getChildren(tables)).length, tableCount);
    await command('thoth.showTaskLog', { taskId: result.taskId });
    assert.match(
      vscode.window.activeTextEditor?.document.getText() ?? '',
      /Cancelled: what was done until now is kept\./,
    );

    sinon.restore();
    const rest = await thoth.createElements(sqlDbId);
    assert.deepEqual([rest.status, rest.processed], ['COMPLETED', tableCount]);
  });

  it('is stopped by the command, from its node in the tree', async () => {
    const sqlDbId = await addMany();
    const started = next(thoth.api.onDidStartTask);
    const running = thoth.createElements(sqlDbId);
    const { taskId } = await started;
    const task = await nodeAt(thoth.api, 'Many', 'Database elements');
    assert.match(String(thoth.api.tree.getTreeItem(task).contextValue), /^task\.running/);
    assert.match(String(thoth.api.tree.getTreeItem(task).description), /%/);
    assert.equal(await command('thoth.cancelTask', task), true);
    assert.equal((await running).status, 'CANCELLED');
    assert.equal(await command('thoth.cancelTask', { taskId }), false);
  });

  it('is the only one of its kind over its database', async () => {
    const sqlDbId = await addMany();
    const outcomes = await Promise.allSettled([thoth.createElements(sqlDbId), thoth.createElements(sqlDbId)]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    assert.match(String(refused?.reason), /running already/);
  });

  it('shows the log of the running one to a person who starts it twice', async () => {
    const sqlDbId = await addMany();
    const started = next(thoth.api.onDidStartTask);
    const running = thoth.createElements(sqlDbId);
    const { taskId } = await started;
    const shown = sinon.stub(vscode.window, 'showErrorMessage').resolves('Show Log' as never);
    const opened = next(vscode.window.onDidChangeActiveTextEditor, (editor) => editor?.document.uri.query === taskId);
    assert.equal(await command('thoth.createDbElements', await nodeAt(thoth.api, 'Many')), undefined);
    assert.match(String(shown.firstCall.args[0]), /running already/);
    await opened;
    await command('thoth.cancelTask', { taskId });
    await running;
  });

  it('ends as failed when its status is reset', async () => {
    const sqlDbId = await addMany();
    const started = next(thoth.api.onDidStartTask);
    const running = thoth.createElements(sqlDbId);
    await started;
    assert.equal(await command('thoth.resetTaskStatus', { sqlDbId, kind: 'dbElements', reason: 'stuck' }), 'RUNNING');
    const result = await running;
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /Force reset: stuck \(was: RUNNING\)/);
  });

  it('skips what exists when it is run again, marks what is gone, and updates what changed', async () => {
    const file = await thoth.createDatabase(
      'shop.sqlite',
      'CREATE TABLE item (id INTEGER PRIMARY KEY, price REAL); CREATE TABLE old (id INTEGER);',
    );
    const sqlDbId = await thoth.add('Shop', file);
    const first = await thoth.createElements(sqlDbId);
    await runScript(file, 'DROP TABLE old; DROP TABLE item; CREATE TABLE item (id INTEGER PRIMARY KEY, price TEXT);');
    const second = await thoth.createElements(sqlDbId);
    assert.deepEqual([second.status, second.processed], ['COMPLETED', 1]);

    assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'Shop', 'Tables')), ['item: ', 'old: gone']);
    const item = await nodeAt(thoth.api, 'Shop', 'Tables', 'item');
    assert.deepEqual(await linesBelow(thoth.api, item), ['id: INTEGER', 'price: TEXT']);
    const logOf = async ({ taskId }: TaskResult): Promise<string> => {
      await command('thoth.showTaskLog', { taskId });
      return vscode.window.activeTextEditor?.document.getText() ?? '';
    };
    assert.match(await logOf(first), /Tables created: 2\n/);
    const log = await logOf(second);
    for (const part of ['Tables created: 0\n', 'Tables skipped: 1\n', 'Tables gone: 1\n', 'updated: 1']) {
      assert.ok(log.includes(part), log);
    }
    const runs = await thoth.api.tree.getChildren(await nodeAt(thoth.api, 'Shop', 'Database elements'));
    assert.deepEqual(
      runs.map((run) => run.type === 'run' && run.run.taskId),
      [second.taskId, first.taskId],
    );
  });

  it('prevents its database from being removed', async () => {
    const sqlDbId = await addMany();
    const started = next(thoth.api.onDidStartTask);
    const running = thoth.createElements(sqlDbId);
    const { taskId } = await started;
    await rejects(command('thoth.removeSqlDb', { sqlDbId }), /running|Many/);
    await command('thoth.cancelTask', { taskId });
    await running;
  });
});
