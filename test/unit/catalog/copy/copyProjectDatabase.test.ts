import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/clock';
import { hasCode, isCancelled } from '../../../../src/base/errors';
import type { Catalog, RowCounts, TableStore } from '../../../../src/catalog/catalog';
import { tables } from '../../../../src/catalog/fields';
import { fieldsOf, type Table } from '../../../../src/catalog/fields/field';
import type { TaskOwner } from '../../../../src/model/runs';
import { copyProjectDatabase } from '../../../../src/catalog/copy/copyProjectDatabase';
import { availableServers, sqliteEngine, Workbench, type TestEngine } from '../engines';
import {
  aClaim,
  aColumn,
  aRelationship,
  aSqlDb,
  aTable,
  anEnd,
  claimElements,
  commentsTask,
  neverAborted,
  noon,
  isComputed,
} from '../support';

const servers = availableServers();
const pairs: readonly (readonly [TestEngine, TestEngine])[] = [
  [sqliteEngine, sqliteEngine],
  ...servers.flatMap((server) => [[sqliteEngine, server] as const, [server, sqliteEngine] as const]),
  ...servers.flatMap((from) => servers.filter((to) => to !== from).map((to) => [from, to] as const)),
];

for (const [fromEngine, toEngine] of pairs) {
  describe(`copying a project database from ${fromEngine.title} to ${toEngine.title}`, () => {
    let source: Workbench;
    let target: Workbench;
    let from: Catalog;
    let to: Catalog;
    let owner: TaskOwner;
    beforeEach(async () => {
      source = new Workbench(fromEngine);
      target = new Workbench(toEngine);
      from = await source.open(systemClock);
      to = await target.open(systemClock);
      owner = {
        type: 'sqlDb',
        id: await from.sqlDbs.add(aSqlDb({ name: `it's "x" 😀`, dbPort: 1, schema: 'public' })),
      };
    });
    afterEach(async () => {
      await source.dispose();
      await target.dispose();
    });

    async function fill(): Promise<void> {
      await source.sql("INSERT INTO workspace (id, name) VALUES (70, 'sales')");
      await from.sqlDbs.add(aSqlDb({ name: 'second', workspaceId: 70 }));
      const { elements, runs } = from;
      await claimElements(from, owner.id);
      await elements.syncTables(owner.id, 'elements', [
        aTable('a', { description: 'all of a\n', fingerprint: 'f' }),
        aTable('b'),
      ]);
      const columns = [
        aColumn('x', { primaryKeyPosition: 1, nullable: false }),
        aColumn('y', { enumValues: ['p', 'q'] }),
      ];
      await elements.syncColumns(
        owner.id,
        'elements',
        [
          { table: 'a', columns },
          { table: 'b', columns },
        ],
        neverAborted,
      );
      await elements.syncRelationships(
        owner.id,
        'elements',
        [{ table: 'a', relationships: [aRelationship('y', 'b', 'x')] }],
        neverAborted,
      );
      await elements.syncTables(owner.id, 'elements', [aTable('a', { description: 'all of a\n' })]);
      await runs.end('elements', owner, 'db_elements', anEnd());
      for (const taskId of ['one', 'two']) {
        await runs.claim(aClaim(owner.id, taskId, { now: noon + 123 }));
        await runs.appendLog(taskId, { firstLine: 0, lineCount: 2, text: `${taskId}\n${'é'.repeat(700_000)}` });
        await runs.appendLog(taskId, { firstLine: 2, lineCount: 1, text: `${taskId} ${'x'.repeat(700_000)}` });
        await runs.end(taskId, owner, 'db_elements', anEnd({ now: noon + 456, error: 'some' }), { lastWords: 'end' });
      }
      await runs.reset(owner, commentsTask, noon, () => 'was reset without a run');
      const workspace: TaskOwner = { type: 'workspace', id: 70 };
      await runs.claim(aClaim(70, 'w', { owner: workspace, kind: 'tableComments', prefix: 'table_comment' }));
      await runs.end('w', workspace, 'table_comment', anEnd({ status: 'CANCELLED' }), { lastWords: 'stopped' });
    }

    async function everything(catalog: Catalog, bench: Workbench): Promise<unknown> {
      const sqlDbs = await catalog.sqlDbs.list();
      const tables = await Promise.all(sqlDbs.map(({ id }) => catalog.elements.listTables(id)));
      const columns = await Promise.all(tables.flat().map(({ id }) => catalog.elements.listColumns(id)));
      const relationships = await Promise.all(sqlDbs.map(({ id }) => catalog.elements.listRelationships(id)));
      const runs = await catalog.runs.listLast(owner, 'dbElements', 10);
      const logs = await Promise.all(['one', 'two', 'w'].map((taskId) => catalog.runs.readLog(taskId, 0, 10_000_000)));
      const fields = await bench.sql(
        'SELECT id, db_elements_log, table_comment_log, column_comment_log FROM sql_db ORDER BY id',
      );
      const workspaces = await bench.sql('SELECT id, name, table_comment_status, table_comment_log FROM workspace');
      const sizes = await bench.sql('SELECT id, log_characters FROM task_run ORDER BY id');
      return {
        sqlDbs,
        tables,
        columns,
        relationships,
        runs,
        logs,
        fields,
        workspaces,
        sizes,
        counts: await catalog.tables.countRows(),
      };
    }

    const isEmpty = async (): Promise<boolean> =>
      Object.values(await to.tables.countRows()).every((count) => count === 0);

    it('copies all of it, with its ids, and new ids go on after the old ones', async () => {
      await fill();
      const removed = await from.sqlDbs.add(aSqlDb({ name: 'removed' }));
      await from.sqlDbs.remove(removed);
      const before = await everything(from, source);
      const progress: number[] = [];
      const counts = await copyProjectDatabase(from, to, {
        onProgress: (copied, total) => progress.push(copied / total),
        signal: neverAborted,
      });
      assert.deepEqual(counts, await from.tables.countRows());
      assert.deepEqual(await everything(to, target), before);
      assert.deepEqual(await everything(from, source), before);
      assert.equal(progress.at(-1), 1);
      assert.deepEqual(
        progress,
        [...progress].sort((one, other) => one - other),
      );
      assert.ok((await to.sqlDbs.add(aSqlDb({ name: 'new' }))) > removed);
      assert.deepEqual(await to.runs.claim(aClaim(owner.id, 'next')), { claimed: true });
      await to.elements.syncTables(owner.id, 'next', [aTable('a'), aTable('new')]);
    });

    it('copies the value of every column', async () => {
      await from.sqlDbs.remove(owner.id);
      await fillEveryColumn(source);
      await copyProjectDatabase(from, to, { signal: neverAborted });
      for (const table of Object.values(tables)) {
        const before = await everyColumn(source, table);
        const unfilled = Object.entries(before).filter(([, value]) => value === null || value === '' || value === 0);
        assert.deepEqual(
          unfilled.map(([name]) => name),
          table.name === 'task_run' ? ['workspace_id'] : [],
          table.name,
        );
        assert.deepEqual(await everyColumn(target, table), before, table.name);
      }
    });

    it('copies an empty one', async () => {
      await from.sqlDbs.remove(owner.id);
      await copyProjectDatabase(from, to, { signal: neverAborted });
      assert.ok(await isEmpty());
      assert.ok((await to.sqlDbs.add(aSqlDb())) > owner.id);
    });

    it('refuses one that is not empty, and leaves it as it is', async () => {
      await fill();
      await to.sqlDbs.add(aSqlDb({ name: 'mine' }));
      await assert.rejects(copyProjectDatabase(from, to, { signal: neverAborted }), (error) =>
        hasCode(error, 'ALREADY_EXISTS'),
      );
      assert.deepEqual(
        (await to.sqlDbs.list()).map(({ name }) => name),
        ['mine'],
      );
    });

    it('refuses while a task runs', async () => {
      await fill();
      await from.runs.claim(aClaim(owner.id, 'running'));
      await assert.rejects(copyProjectDatabase(from, to, { signal: neverAborted }), (error) =>
        hasCode(error, 'ALREADY_RUNNING'),
      );
      assert.ok(await isEmpty());
    });

    it('leaves the target empty when it is cancelled, when it fails, and when the source changes meanwhile', async () => {
      await fill();
      const cancelling = new AbortController();
      const cancelled = copyProjectDatabase(from, to, {
        onProgress: () => cancelling.abort(),
        signal: cancelling.signal,
      });
      await assert.rejects(cancelled, isCancelled);
      assert.ok(await isEmpty());

      let added = false;
      const changed = copyProjectDatabase(
        withReading(from, async () => {
          if (!added) await from.sqlDbs.add(aSqlDb({ name: 'added meanwhile' }));
          added = true;
        }),
        to,
        { signal: neverAborted },
      );
      await assert.rejects(
        changed,
        (error: Error) =>
          hasCode(error, 'PROJECT_DATABASE_UNREADABLE') && /"sql_db" was changed meanwhile/.test(error.message),
      );
      assert.ok(await isEmpty());

      const edited: number[] = [];
      const withEdit = copyProjectDatabase(
        withReading(from, async (table) => {
          if (edited.length > 0 || table === 'sql_table' || table === 'sql_column') return;
          const { id = 0 } = (await from.elements.listTables(owner.id))[0] ?? {};
          edited.push(id);
          await from.comments.setDescription({ type: 'table', id }, { description: 'meanwhile', person: 'Ada' });
        }),
        to,
        { signal: neverAborted },
      );
      await assert.rejects(withEdit, /nothing was changed: the table "sql_table" was changed meanwhile/);
      assert.equal(edited.length, 1);
      assert.ok(await isEmpty());

      const failing = copyProjectDatabase(
        withReading(from, (table) => {
          if (table === 'task_log') throw new Error('the disk is gone');
        }),
        to,
        { signal: neverAborted },
      );
      await assert.rejects(failing, /the disk is gone/);
      assert.ok(await isEmpty());
      await copyProjectDatabase(from, to, { signal: neverAborted });
      assert.deepEqual(await everything(to, target), await everything(from, source));
    });

    /** The source, where something happens before each page that comes after the databases. */
    function withReading(catalog: Catalog, happens: (table: string) => Promise<void> | void): Catalog {
      const { tables } = catalog;
      const reading: TableStore = {
        countRows: (): Promise<RowCounts> => tables.countRows(),
        readLastIds: () => tables.readLastIds(),
        fill: (work, check) => tables.fill(work, check),
        continueIds: (lastIds) => tables.continueIds(lastIds),
        async *readAll() {
          for await (const page of tables.readAll()) {
            if (page.table !== 'workspace' && page.table !== 'sql_db') await happens(page.table);
            yield page;
          }
        },
      };
      return { ...catalog, tables: reading };
    }
  });
}

/** A row in each table that has another value in every column, as far as a column takes any value. */
async function fillEveryColumn({ engine, place }: Workbench): Promise<void> {
  const taken = { status: 'COMPLETED', pk_field: 'PK', task_id: 'run' } as const;
  let number = 1;
  for (const table of Object.values(tables)) {
    const values = fieldsOf(table).map(({ column, kind }): string | number | null => {
      number += 1;
      if (column === 'workspace_id' && table.name === 'task_run') return null;
      if (column in taken) return taken[column as keyof typeof taken];
      if (column.endsWith('_status')) return taken.status;
      if (kind === 'id' || kind === 'reference' || kind === 'flag') return 1;
      if (kind === 'integer') return number;
      if (kind === 'time') return engine.dialect.time(noon + number);
      return kind === 'texts' ? `["${number}"]` : `${column} ${number}`;
    });
    const columns = fieldsOf(table).map(({ column }) => `"${column}"`);
    const places = values.map((_, index) => `$${index + 1}`);
    await place.sql(`INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${places.join(', ')})`, values);
  }
}

/** The one row of a table, by the columns that it really has; times in milliseconds. */
async function everyColumn({ engine, place }: Workbench, table: Table): Promise<Record<string, unknown>> {
  const { dialect } = engine;
  const columns = await place.sql<{ name: string }>(dialect.columnNames, [table.name]);
  const times = new Set(fieldsOf(table).flatMap(({ column, kind }) => (kind === 'time' ? [column] : [])));
  const written = columns.map(({ name }) => name).filter((name) => !isComputed(name));
  const read = written.map(
    (name) => `${times.has(name) ? dialect.milliseconds(`"${name}"`) : `"${name}"`} AS "${name}"`,
  );
  const [row] = await place.sql<Record<string, unknown>>(`SELECT ${read.join(', ')} FROM ${table.name}`, []);
  assert.ok(row, table.name);
  return row;
}
