import assert from 'node:assert/strict';
import type { TaskOwner } from '../../../src/model/runs';
import type { Connection } from '../../../src/catalog/storage/connection';
import { sameTime } from '../../../src/catalog/storage/databaseTime';
import { taskLog } from '../../../src/catalog/fields/taskLog';
import { taskRun } from '../../../src/catalog/fields/taskRun';
import { insertRows, written } from '../../../src/catalog/storage/writtenFields';
import type { Writer } from '../../../src/catalog/storage/writer';
import { RunRows } from '../../../src/catalog/runs/runRows';
import { forEachEngine, Workbench } from './engines';
import { connect, recorded, type Statement } from './statements';
import { aClaim, anEnd, aSqlDb, noon } from './support';

/** PLAN_ROWS=1000000 tests with as many rows of logs, and prints the plans. */
const logRows = Number(process.env.PLAN_ROWS ?? 40_000);
const isPrinted = process.env.PLAN_ROWS !== undefined;
const runs = 2_000;
/** The number of databases that have logs. */
const owners = 20;

/** The statements about runs and logs, without those that begin and end transactions or read the clock. */
const logs = /task_(run|log)/;

/** How each engine explains a statement, and how its plan shows a scan of a whole table. */
const explaining: Readonly<
  Record<string, { readonly explain: string; readonly gather: string; readonly whole: RegExp }>
> = {
  SQLite: {
    explain: 'EXPLAIN QUERY PLAN',
    gather: 'ANALYZE',
    whole: /SCAN (task_log|task_run)(?! USING (INDEX|COVERING))/,
  },
  PostgreSQL: { explain: 'EXPLAIN', gather: 'ANALYZE task_log, task_run', whole: /Seq Scan on (task_log|task_run)/ },
  MariaDB: {
    explain: 'EXPLAIN',
    gather: 'ANALYZE TABLE task_log, task_run',
    whole: /"(task_log|task_run)",("partitions":null,)?"type":"(ALL|index)"/,
  },
};

forEachEngine('the plans with many rows', (engine) => {
  let bench: Workbench;
  let writer: Writer;
  let reader: Connection;
  let store: RunRows;
  let owner: TaskOwner;
  before(async function () {
    this.timeout(600_000);
    bench = new Workbench(engine);
    const catalog = await bench.open();
    const ids: number[] = [];
    for (let index = 0; index < owners; index += 1)
      ids.push(await catalog.sqlDbs.add(aSqlDb({ name: `database ${index}` })));
    owner = { type: 'sqlDb', id: ids[0]! };
    ({ writer, reader } = await connect(bench));
    await fillLogs(writer.connection, ids);
    await bench.sql(explaining[engine.title]!.gather);
    store = new RunRows(writer, reader, sameTime);
    await store.claim(aClaim(owner.id, 'now'));
  });
  after(async () => {
    await reader.close();
    await writer.close();
    await bench.dispose();
  });

  const chunk = { firstLine: 5, lineCount: 1, text: 'a line' };
  const middle = Math.floor(logRows / runs / 2);
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['append a chunk', () => store.appendLog('now', chunk)],
    ['renew the lease', () => store.heartbeat('now', noon)],
    ['read a page of a log', () => store.readLog('run 7', middle, 10_000)],
    ['count the lines of a log', () => store.countLogLines('run 7')],
    ['list the running', () => store.listRunning()],
    ['list the last of a task', () => store.listLast(owner, 'dbElements', 10)],
    ['compose the log field', () => store.saveLogField('now', owner, 'db_elements')],
    ['end a run', () => store.end('now', owner, 'db_elements', anEnd(), { lastWords: 'end' })],
  ];
  for (const [title, work] of cases) {
    it(`${title} by index`, async () => {
      const statements = await recorded([writer.connection, reader], logs, work);
      assert.ok(statements.length > 0);
      for (const statement of statements) await usesIndexes(title, statement);
    });
  }

  it('prune by index; the runs to prune are found without reading the logs', async () => {
    const statements = await recorded([writer.connection, reader], logs, () =>
      store.prune({ maxRunsPerTask: runs / owners, maxAge: 1e12, maxCharacters: 1e12 }, noon),
    );
    const [search, ...removals] = statements;
    assert.ok(search && removals.length >= 2 && !search.sql.includes('task_log'));
    for (const statement of removals) await usesIndexes('prune', statement);
  });

  async function usesIndexes(title: string, { sql, bind }: Statement): Promise<void> {
    const { explain, whole } = explaining[engine.title]!;
    const plan = await bench.sql(`${explain} ${sql}`, ...bind);
    const lines = plan.map((line) => JSON.stringify(line));
    if (isPrinted) console.log(`\n${engine.title}, ${title}: ${sql}\n  ${lines.join('\n  ')}`);
    for (const line of lines) assert.doesNotMatch(line, whole, `${sql}\n${lines.join('\n')}`);
  }
});

async function fillLogs(connection: Connection, sqlDbIds: readonly number[]): Promise<void> {
  const ended = { kind: 'dbElements', status: 'COMPLETED', host: 'here', processId: 1 } as const;
  const times = { startTime: noon, endTime: noon, heartbeat: noon };
  const runRows = Array.from({ length: runs }, (_, run) => {
    return { taskId: `run ${run}`, sqlDbId: sqlDbIds[run % owners] ?? 0, ...ended, ...times };
  });
  const runFields = written(taskRun, [
    ...(['taskId', 'sqlDbId', 'kind', 'status', 'startTime', 'endTime'] as const),
    ...(['heartbeat', 'host', 'processId'] as const),
  ]);
  await insertRows(connection, runFields, runRows);
  const logFields = written(taskLog, ['taskId', 'firstLine', 'lineCount', 'characterCount', 'text']);
  const text = '[2026-03-01 12:00:00] Processing table 1/2: customer';
  for (let first = 0; first < logRows; first += 2_000) {
    const rows = Array.from({ length: Math.min(2_000, logRows - first) }, (_, index) => {
      const row = first + index;
      const place = { taskId: `run ${row % runs}`, firstLine: Math.floor(row / runs) };
      return { ...place, lineCount: 1, characterCount: text.length, text };
    });
    await insertRows(connection, logFields, rows);
  }
}
