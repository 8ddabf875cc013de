import assert from 'node:assert/strict';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { ColumnValues } from '../../src/model/elements';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import type { Benchmark, Contestant, Metrics } from './benchmark';
import { measure, type Measurement } from './measure';
import { RawDatabase } from './rawDatabase';

type Folders = Parameters<Contestant>[0];

const tableCount = 10_000;
const columnCount = 500;
const wideTable = 'wide_table';

/** Opening a database of 10,000 tables in the tree, and one table of 500 columns. */
export const tree: Benchmark = {
  name: 'tree',
  prepare: writeProject,
  contestants: { floor, ours },
  rows: ({ floor, ours }) => [
    { work: '10,000 tables into the tree', unit: 'seconds', ours: ours!.tables!, floor: floor!.tables!, bound: 2 },
    { work: '500 columns into the tree', unit: 'seconds', ours: ours!.columns!, floor: floor!.columns!, bound: 2 },
    { work: '  most queries for one of them', unit: 'queries', ours: ours!.queries!, bound: 1 },
    { work: '  longest stop', unit: 'milliseconds', ours: ours!.longestStop!, bound: 50 },
  ],
};

function projectIn(shared: string): string {
  return join(shared, 'project.sqlite');
}

async function writeProject(shared: string): Promise<void> {
  const catalog = await openProjectDatabase({ file: projectIn(shared) });
  const sqlDbId = await catalog.sqlDbs.add({ name: 'bench', dbType: 'sqlite', dbName: 'nowhere.sqlite' });
  const names = Array.from({ length: tableCount - 1 }, (_, index) => `sales_order_item_${index}`);
  const tables = [...names, wideTable].map((name) => ({
    name,
    kind: 'table' as const,
    description: `What ${name} is for`,
    fingerprint: '',
  }));
  const taskId = 'bench';
  const owner = { type: 'sqlDb', id: sqlDbId } as const;
  const claim = {
    taskId,
    owner,
    kind: 'dbElements',
    prefix: 'db_elements',
    host: 'bench',
    processId: process.pid,
  } as const;
  await catalog.runs.claim({ ...claim, now: Date.now() });
  await catalog.elements.syncTables(sqlDbId, taskId, tables);
  const columns = Array.from({ length: columnCount }, (_, index) => column(index));
  await catalog.elements.syncColumns(sqlDbId, taskId, [{ table: wideTable, columns }], new AbortController().signal);
  const end = {
    status: 'COMPLETED',
    now: Date.now(),
    processed: tableCount,
    failed: 0,
    total: tableCount,
    error: null,
  } as const;
  await catalog.runs.end(taskId, owner, 'db_elements', end);
  await catalog.close();
}

function column(index: number): ColumnValues {
  return {
    name: `measured_value_${index}`,
    nativeType: 'VARCHAR(200)',
    dataFormat: 'VARCHAR',
    nullable: true,
    defaultValue: null,
    generated: 'no',
    hidden: false,
    primaryKeyPosition: index === 0 ? 1 : 0,
    enumValues: [],
    description: `What value ${index} is for`,
  };
}

/** One query for each list, as rows. */
async function floor({ shared }: Folders): Promise<Metrics> {
  const database = await RawDatabase.open(projectIn(shared));
  const [sqlDb] = await database.all<{ id: number }>('SELECT id FROM sql_db');
  let wide: { id: number } | undefined;
  const tables = await measure(async () => {
    const rows = await database.all<{ id: number; name: string }>(
      'SELECT id, name, kind, description, generated_comment, gone_at FROM sql_table WHERE sql_db_id = ? ORDER BY name',
      sqlDb?.id,
    );
    assert.equal(rows.length, tableCount);
    wide = rows.at(-1);
  });
  const columns = await measure(async () => {
    const rows = await database.all(
      'SELECT id, original_column_name, native_type, data_format, nullable, default_value, "generated", hidden, ' +
        'primary_key_position, column_description, generated_comment, fk_field, gone_at ' +
        'FROM sql_column WHERE sql_table_id = ? ORDER BY position',
      wide?.id,
    );
    assert.equal(rows.length, columnCount);
  });
  await database.close();
  return metricsOf(tables, columns);
}

async function ours({ shared }: Folders): Promise<Metrics> {
  const catalog = await openProjectDatabase({ file: projectIn(shared) });
  const [sqlDb] = await catalog.sqlDbs.list();
  const queries = countQueries();
  let wideId = 0;
  const tables = await measure(async () => {
    const nodes = await catalog.elements.listTables(sqlDb?.id ?? 0);
    assert.equal(nodes.length, tableCount);
    wideId = nodes.at(-1)?.id ?? 0;
  });
  const tableQueries = queries.count;
  const columns = await measure(async () => {
    assert.equal((await catalog.elements.listColumns(wideId)).length, columnCount);
  });
  const columnQueries = queries.count - tableQueries;
  await catalog.close();
  return { ...metricsOf(tables, columns), queries: Math.max(tableQueries, columnQueries) };
}

function metricsOf(tables: Measurement, columns: Measurement): Metrics {
  const longestStop = Math.max(tables.longestStop, columns.longestStop);
  return { tables: tables.seconds, columns: columns.seconds, longestStop };
}

/** Counts every statement that any connection of this process is given from now on. */
function countQueries(): { readonly count: number } {
  const counter = { count: 0 };
  for (const method of ['run', 'get', 'all', 'each', 'exec', 'prepare'] as const) {
    const original = sqlite3.Database.prototype[method] as (this: sqlite3.Database, ...given: unknown[]) => unknown;
    Object.defineProperty(sqlite3.Database.prototype, method, {
      value(this: sqlite3.Database, ...given: unknown[]) {
        counter.count += 1;
        return original.apply(this, given);
      },
    });
  }
  return counter;
}
