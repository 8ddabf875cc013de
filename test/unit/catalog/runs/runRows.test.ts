import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hasCode } from '../../../../src/base/errors';
import type { Catalog } from '../../../../src/catalog/catalog';
import type { TaskOwner } from '../../../../src/model/runs';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, aSqlDb, anEnd, elementsTask, noon } from '../support';

forEachEngine('the runs', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let owner: TaskOwner;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    owner = { type: 'sqlDb', id: await catalog.sqlDbs.add(aSqlDb()) };
  });
  afterEach(() => bench.dispose());

  const claim = (taskId: string) => catalog.runs.claim(aClaim(owner.id, taskId));
  const append = (taskId: string, firstLine: number, ...lines: readonly string[]) =>
    catalog.runs.appendLog(taskId, { firstLine, lineCount: lines.length, text: lines.join('\n') });
  const state = async () => (await catalog.sqlDbs.get(owner.id)).tasks.dbElements;
  const logField = async () =>
    (await bench.sql<{ log: string }>('SELECT db_elements_log AS log FROM sql_db WHERE id = $1', owner.id))[0]?.log;
  const wholeLog = async (taskId: string, maxCharacters = 1_000_000) =>
    (await catalog.runs.readLog(taskId, 0, maxCharacters)).map(({ text }) => text).join('\n');

  describe('claiming', () => {
    it('marks the owner and makes the run, as one', async () => {
      assert.deepEqual(await claim('one'), { claimed: true });
      assert.deepEqual(await state(), { status: 'RUNNING', taskId: 'one', startTime: noon, endTime: null });
      assert.deepEqual(await catalog.runs.get('one'), {
        taskId: 'one',
        owner,
        kind: 'dbElements',
        status: 'RUNNING',
        processed: 0,
        failed: 0,
        total: 0,
        error: null,
        startTime: noon,
        endTime: null,
        heartbeat: noon,
        host: 'here',
        processId: 42,
      });
    });

    it('returns the holder of a running task, and does not change it', async () => {
      await claim('one');
      const result = await claim('two');
      assert.deepEqual(result, { claimed: false, holder: await catalog.runs.get('one') });
      await assert.rejects(catalog.runs.get('two'), (error) => hasCode(error, 'NOT_FOUND'));
    });

    it('is independent for each task kind', async () => {
      await claim('one');
      const comments = aClaim(owner.id, 'two', { kind: 'tableComments', prefix: 'table_comment' });
      assert.deepEqual(await catalog.runs.claim(comments), { claimed: true });
    });

    it('clears the log and the end of the run before', async () => {
      await claim('one');
      await append('one', 0, 'first');
      await catalog.runs.end('one', owner, 'db_elements', anEnd());
      assert.equal(await logField(), 'first');
      await claim('two');
      assert.equal(await logField(), '');
      assert.equal((await state())?.endTime, null);
      assert.equal(await wholeLog('one'), 'first');
    });

    it('changes nothing if the run cannot be written', async () => {
      await claim('one');
      await catalog.runs.end('one', owner, 'db_elements', anEnd());
      await assert.rejects(claim('one'));
      assert.equal((await state())?.status, 'COMPLETED');
    });

    it('requires an existing owner with such a task', async () => {
      await assert.rejects(catalog.runs.claim(aClaim(99, 'x')), (error) => hasCode(error, 'NOT_FOUND'));
      const workspace = aClaim(1, 'x', { owner: { type: 'workspace', id: 1 } });
      await assert.rejects(
        async () => catalog.runs.claim(workspace),
        (error) => hasCode(error, 'INVALID_ARGUMENT'),
      );
    });

    it('claims a task whose status is RUNNING without a running run', async () => {
      await bench.sql("UPDATE sql_db SET db_elements_status = 'RUNNING', db_elements_task_id = 'lost'");
      assert.deepEqual(await claim('one'), { claimed: true });
    });

    it('serves workspaces too', async () => {
      await bench.sql("INSERT INTO workspace (id, name) VALUES (3, 'sales')");
      const workspace: TaskOwner = { type: 'workspace', id: 3 };
      const request = aClaim(3, 'w', { owner: workspace, kind: 'tableComments', prefix: 'table_comment' });
      assert.deepEqual(await catalog.runs.claim(request), { claimed: true });
      assert.deepEqual((await catalog.runs.get('w')).owner, workspace);
      await append('w', 0, 'for all');
      assert.equal(await catalog.runs.end('w', workspace, 'table_comment', anEnd()), true);
      const [row] = await bench.sql('SELECT table_comment_status AS status, table_comment_log AS log FROM workspace');
      assert.deepEqual(row, { status: 'COMPLETED', log: 'for all' });
      assert.equal((await catalog.runs.listLast(workspace, 'tableComments', 5)).length, 1);
    });

    it('is won by exactly one of eight windows, fifty times', async function () {
      this.timeout(60_000);
      const windows = await Promise.all(Array.from({ length: 8 }, () => bench.open()));
      for (let round = 0; round < 50; round += 1) {
        const results = await Promise.all(
          windows.map((window, index) => window.runs.claim(aClaim(owner.id, `${round}/${index}`))),
        );
        const winners = results.flatMap((result, index) => (result.claimed ? [`${round}/${index}`] : []));
        assert.equal(winners.length, 1);
        const [winner = ''] = winners;
        for (const result of results) assert.ok(result.claimed || result.holder.taskId === winner);
        assert.equal(await catalog.runs.end(winner, owner, 'db_elements', anEnd()), true);
      }
      assert.equal((await catalog.runs.listLast(owner, 'dbElements', 100)).length, 50);
    });
  });

  describe('the lease', () => {
    it('is renewed by heartbeats, which also return a cancel request', async () => {
      await claim('one');
      assert.equal(await catalog.runs.heartbeat('one', noon + 1_000), 'alive');
      assert.equal((await catalog.runs.get('one')).heartbeat, noon + 1_000);
      assert.equal(await catalog.runs.requestCancel('one'), true);
      assert.equal(await catalog.runs.heartbeat('one', noon + 2_000), 'cancelRequested');
    });

    it('is lost with the end of the run: nothing more is written', async () => {
      await claim('one');
      await append('one', 0, 'first');
      await catalog.runs.end('one', owner, 'db_elements', anEnd({ status: 'FAILED' }));
      assert.equal(await catalog.runs.heartbeat('one', noon + 60_000), 'lost');
      assert.equal(await catalog.runs.heartbeat('never was', noon), 'lost');
      assert.equal(await catalog.runs.requestCancel('one'), false);
      await assert.rejects(append('one', 1, 'late'), (error) => hasCode(error, 'LEASE_LOST'));
      await assert.rejects(append('never was', 0, 'x'), (error) => hasCode(error, 'LEASE_LOST'));
      assert.equal(await catalog.runs.end('one', owner, 'db_elements', anEnd()), false);
      assert.equal((await catalog.runs.get('one')).status, 'FAILED');
      assert.equal((await catalog.runs.get('one')).heartbeat, noon);
      assert.equal(await wholeLog('one'), 'first');
    });
  });

  describe('the log', () => {
    it('is kept chunk by chunk, each once', async () => {
      await claim('one');
      await append('one', 0, 'a', 'b');
      await append('one', 2, 'c');
      await append('one', 0, 'a', 'b');
      assert.equal(await wholeLog('one'), 'a\nb\nc');
      assert.equal(await catalog.runs.countLogLines('one'), 3);
      assert.equal(await catalog.runs.countLogLines('none'), 0);
    });

    it('is saved completely into its field, in order, and into no other field', async () => {
      await claim('one');
      await append('one', 2, 'c 😀');
      await append('one', 0, "a's", '"b"');
      await catalog.runs.saveLogField('one', owner, 'db_elements');
      assert.equal(await logField(), 'a\'s\n"b"\nc 😀');
      const [others] = await bench.sql('SELECT table_comment_log AS t, column_comment_log AS c FROM sql_db');
      assert.deepEqual(others, { t: '', c: '' });
    });

    it('of 20 million characters is saved into the field; if a server accepts less, the field says where the rest is', async function () {
      this.timeout(60_000);
      await claim('one');
      const megabyte = `${'é'.repeat(499_999)}\n${'x'.repeat(500_000)}`;
      for (let line = 0; line < 40; line += 2) await append('one', line, ...megabyte.split('\n'));
      await catalog.runs.end('one', owner, 'db_elements', anEnd(), { lastWords: 'the end' });
      const field = (await logField()) ?? '';
      const whole = [...Array.from({ length: 20 }, () => megabyte), 'the end'].join('\n');
      if (field === whole) return;
      const [, kept = '', next = ''] =
        /^(.*)\n\(The log goes on at line (\d+) in the table task_log:/s.exec(field) ?? [];
      assert.equal(
        kept,
        whole
          .split('\n')
          .slice(0, Number(next) - 1)
          .join('\n'),
      );
      assert.ok(Buffer.byteLength(kept) > 14_000_000 && engine.title === 'MariaDB');
      assert.equal(await wholeLog('one', 30_000_000), whole);
    });

    it('does not go into the field of a run that came after', async () => {
      await claim('one');
      await append('one', 0, 'old');
      await catalog.runs.end('one', owner, 'db_elements', anEnd());
      await claim('two');
      await catalog.runs.saveLogField('one', owner, 'db_elements');
      assert.equal(await logField(), '');
    });

    it('is read from any line, in whole chunks, up to a size', async () => {
      await claim('one');
      await append('one', 0, 'aaaa', 'bbbb');
      await append('one', 2, 'cccc');
      await append('one', 3, 'dddd');
      const read = async (from: number, size: number) =>
        (await catalog.runs.readLog('one', from, size)).map(({ firstLine }) => firstLine);
      assert.deepEqual(await read(0, 1_000), [0, 2, 3]);
      assert.deepEqual(await read(1, 1_000), [0, 2, 3]);
      assert.deepEqual(await read(2, 1), [2]);
      assert.deepEqual(await read(0, 10), [0, 2]);
      assert.deepEqual(await read(4, 1_000), []);
      assert.deepEqual(await read(0, 0), [0]);
      assert.deepEqual(await catalog.runs.readLog('one', 2, 1), [{ firstLine: 2, lineCount: 1, text: 'cccc' }]);
    });
  });

  describe('ending', () => {
    it('writes the run, the status fields and the log field', async () => {
      await claim('one');
      await append('one', 0, 'a', 'b');
      const end = anEnd({ status: 'FAILED', error: 'no disk' });
      assert.equal(await catalog.runs.end('one', owner, 'db_elements', end, { lastWords: 'Died.\nSorry.' }), true);
      const { status, processed, failed, total, error, endTime } = await catalog.runs.get('one');
      assert.deepEqual({ status, processed, failed, total, error, now: endTime }, end);
      assert.deepEqual(await state(), { status: 'FAILED', taskId: 'one', startTime: noon, endTime: end.now });
      assert.equal(await logField(), 'a\nb\nDied.\nSorry.');
      assert.equal(await catalog.runs.countLogLines('one'), 4);
    });

    it('is won by one of two, and a run with a newer heartbeat is not ended as dead', async () => {
      await claim('one');
      await catalog.runs.heartbeat('one', noon + 30_000);
      const failed = anEnd({ status: 'FAILED' });
      const reap = (heartbeat: number) =>
        catalog.runs.end('one', owner, 'db_elements', failed, { lastWords: 'dead', onlyIfHeartbeat: heartbeat });
      assert.equal(await reap(noon), false);
      assert.equal(await wholeLog('one'), '');
      const both = await Promise.all([reap(noon + 30_000), reap(noon + 30_000)]);
      assert.deepEqual(both.sort(), [false, true]);
      assert.equal(await wholeLog('one'), 'dead');
    });

    it('leaves the owner alone when another run has taken its task', async () => {
      await claim('one');
      await bench.sql("UPDATE sql_db SET db_elements_task_id = 'other'");
      assert.equal(await catalog.runs.end('one', owner, 'db_elements', anEnd()), true);
      const [shown] = await bench.sql('SELECT db_elements_status AS status, db_elements_task_id AS id FROM sql_db');
      assert.deepEqual(shown, { status: 'RUNNING', id: 'other' });
      assert.equal((await state())?.status, 'COMPLETED');
    });
  });

  describe('force reset', () => {
    const words = (was: string): string => `Force reset: stuck (was: ${was})`;

    it('ends a run that was running as failed, and says so in its log', async () => {
      await claim('one');
      await append('one', 0, 'a');
      assert.equal(await catalog.runs.reset(owner, elementsTask, noon + 9_000, words), 'RUNNING');
      const run = await catalog.runs.get('one');
      assert.deepEqual([run.status, run.error, run.endTime], ['FAILED', words('RUNNING'), noon + 9_000]);
      assert.deepEqual(await state(), { status: 'IDLE', taskId: 'one', startTime: noon, endTime: noon + 9_000 });
      assert.equal(await logField(), `a\n${words('RUNNING')}`);
      assert.equal(await wholeLog('one'), `a\n${words('RUNNING')}`);
      assert.equal(await catalog.runs.heartbeat('one', noon + 10_000), 'lost');
      assert.deepEqual(await claim('two'), { claimed: true });
    });

    it('does not change how a run ended', async () => {
      await claim('one');
      await catalog.runs.end('one', owner, 'db_elements', anEnd());
      assert.equal(await catalog.runs.reset(owner, elementsTask, noon + 9_000, words), 'COMPLETED');
      const run = await catalog.runs.get('one');
      assert.deepEqual([run.status, run.error, run.endTime], ['COMPLETED', null, anEnd().now]);
      assert.deepEqual([(await state())?.status, (await state())?.endTime], ['IDLE', anEnd().now]);
      assert.equal(await logField(), words('COMPLETED'));
    });

    it('works for a task that never ran, but not for a missing owner', async () => {
      assert.equal(await catalog.runs.reset(owner, elementsTask, noon, words), 'IDLE');
      assert.equal(await catalog.runs.reset(owner, elementsTask, noon, words), 'IDLE');
      assert.equal(await logField(), `${words('IDLE')}\n${words('IDLE')}`);
      await assert.rejects(catalog.runs.reset({ type: 'sqlDb', id: 99 }, elementsTask, noon, words), (error) =>
        hasCode(error, 'NOT_FOUND'),
      );
    });
  });

  describe('lists', () => {
    it('give the last runs of a task, newest first, and those that run', async () => {
      for (const taskId of ['one', 'two', 'three']) {
        await claim(taskId);
        await catalog.runs.end(taskId, owner, 'db_elements', anEnd());
      }
      await claim('four');
      await catalog.runs.claim(aClaim(owner.id, 'comments', { kind: 'tableComments', prefix: 'table_comment' }));
      const last = await catalog.runs.listLast(owner, 'dbElements', 3);
      assert.deepEqual(
        last.map(({ taskId }) => taskId),
        ['four', 'three', 'two'],
      );
      assert.deepEqual(
        (await catalog.runs.listRunning()).map(({ taskId }) => taskId),
        ['four', 'comments'],
      );
    });
  });

  it('gives no more than 200 runs that are RUNNING, the oldest heartbeats first', async () => {
    const { time } = engine.dialect;
    const row = (index: number): string =>
      `('run ${index}', ${owner.id}, 'kind ${index}', 'RUNNING', '${time(noon)}', '${time(noon - index * 1_000)}', 'here', 1)`;
    await bench.sql(
      'INSERT INTO task_run (task_id, sql_db_id, kind, status, start_time, heartbeat, host, process_id) VALUES ' +
        Array.from({ length: 250 }, (_, index) => row(index)).join(', '),
    );
    const running = await catalog.runs.listRunning();
    assert.deepEqual(
      running.map(({ taskId }) => taskId),
      Array.from({ length: 200 }, (_, index) => `run ${249 - index}`),
    );
  });

  it('keeps what a process logged before it was killed', async function () {
    this.timeout(30_000);
    const dying = join(__dirname, 'dyingProcess.ts');
    const child = spawnSync(process.execPath, ['--import', 'tsx', dying, JSON.stringify(bench.location)]);
    assert.equal(child.signal, 'SIGKILL', child.stderr.toString());
    const reopened = await bench.open();
    const [run] = await reopened.runs.listRunning();
    assert.ok(run);
    assert.equal(run.taskId, 'killed');
    assert.deepEqual(await reopened.runs.readLog('killed', 0, 100), [
      { firstLine: 0, lineCount: 1, text: 'the last line' },
    ]);
    assert.equal(await reopened.runs.end('killed', run.owner, 'db_elements', anEnd({ status: 'FAILED' })), true);
    const sqlDb = (await reopened.sqlDbs.list()).find(({ name }) => name === 'dying');
    assert.equal(sqlDb?.tasks.dbElements?.status, 'FAILED');
  });

  it('keeps log records apart from a write that fails at the same time', async () => {
    await claim('one');
    const table = { name: 'a', kind: 'table', description: '', fingerprint: '' } as const;
    const [refused] = await Promise.allSettled([
      catalog.elements.syncTables(owner.id, 'one', [table, table]),
      append('one', 0, 'kept'),
      catalog.runs.heartbeat('one', noon + 1_000),
    ]);
    assert.equal(refused.status, 'rejected');
    assert.equal(await wholeLog('one'), 'kept');
    assert.equal((await catalog.runs.get('one')).heartbeat, noon + 1_000);
  });
});
