import assert from 'node:assert/strict';
import { yieldToEventLoop } from '../../src/base/clock';
import { measure, type Measurement } from './measure';
import { RawDatabase } from './rawDatabase';
import { columnsPerTable, relationshipCount } from './sampleSource';
import type { Found, Reader } from './servers/server';

const tablesPerPage = 500;

const targetTables = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE sql_db (id INTEGER PRIMARY KEY);
  INSERT INTO sql_db VALUES (1);
  CREATE TABLE sql_table (
    id INTEGER PRIMARY KEY, sql_db_id INTEGER NOT NULL REFERENCES sql_db (id), name TEXT NOT NULL, kind TEXT NOT NULL,
    description TEXT, UNIQUE (sql_db_id, name));
  CREATE TABLE sql_column (
    id INTEGER PRIMARY KEY, sql_table_id INTEGER NOT NULL REFERENCES sql_table (id), name TEXT NOT NULL,
    position INTEGER NOT NULL, native_type TEXT NOT NULL, not_null INTEGER NOT NULL, default_value TEXT,
    primary_key_position INTEGER NOT NULL, hidden INTEGER NOT NULL, description TEXT, UNIQUE (sql_table_id, name));
  CREATE TABLE relationship (
    id INTEGER PRIMARY KEY, source_table_id INTEGER NOT NULL REFERENCES sql_table (id),
    source_column_id INTEGER NOT NULL REFERENCES sql_column (id),
    target_table_id INTEGER NOT NULL REFERENCES sql_table (id),
    target_column_id INTEGER NOT NULL REFERENCES sql_column (id),
    foreign_key INTEGER NOT NULL, position INTEGER NOT NULL, UNIQUE (source_table_id, foreign_key, position))`;

const tablesQuery = `
  SELECT json_group_array(json_array(name, type)) AS packed FROM pragma_table_list
  WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
const columnsQuery = `
  SELECT json_group_array(json_array(
    asked.value ->> 0, info.name, info.cid, info.type, info."notnull", info.dflt_value, info.pk, info.hidden)) AS packed
  FROM json_each(?) AS asked, pragma_table_xinfo(asked.value ->> 1) AS info`;
const foreignKeysQuery = `
  SELECT json_group_array(json_array(asked.value ->> 0, pair."from", pair."table", pair."to", pair.id, pair.seq)) AS packed
  FROM json_each(?) AS asked, pragma_foreign_key_list(asked.value ->> 1) AS pair`;

type Table = readonly [id: number, name: string, kind: string, description: string | undefined];
type Column = readonly [tableId: number, name: string, ...rest: unknown[]];
type Pair = readonly [
  tableId: number,
  column: string,
  target: string,
  targetColumn: string,
  key: number,
  position: number,
];

/** Where the elements come from; each with the values of its table's fields, in their order. */
export interface FloorSource {
  readonly tables: () => Promise<readonly (readonly [name: string, kind: string, description?: string])[]>;
  readonly columns: (page: readonly Table[]) => Promise<readonly Column[]>;
  readonly pairs: (page: readonly Table[]) => Promise<readonly Pair[]>;
}

/** Reads a source and writes what it read: the least a plain program needs, without a log, a rerun or a failure. */
export async function elementsFloor(sourceFile: string, targetFile: string, tableCount: number): Promise<Measurement> {
  return writeFloor(targetFile, tableCount, async (write) => {
    const source = await RawDatabase.open(sourceFile);
    await write(rawSource(source));
    await source.close();
  });
}

function rawSource(source: RawDatabase): FloorSource {
  return {
    tables: () => readPacked(source, tablesQuery),
    columns: (page) => readPacked(source, columnsQuery, JSON.stringify(page)),
    pairs: (page) => readPacked(source, foreignKeysQuery, JSON.stringify(page)),
  };
}

/** Reads a source as `elementsFloor` does, and throws away what it read. */
export async function openRawReader(sourceFile: string): Promise<Reader> {
  const database = await RawDatabase.open(sourceFile);
  const source = rawSource(database);
  return {
    async read(): Promise<Found> {
      const tables = numbered(await source.tables());
      let [columns, relationships] = [0, 0];
      for (const page of pagesOf(tables)) columns += (await source.columns(page)).length;
      for (const page of pagesOf(tables)) relationships += (await source.pairs(page)).length;
      return { tables: tables.length, columns, relationships };
    },
    close: () => database.close(),
  };
}

/** Writes elements to a new file: all that `work` does is measured. */
export async function writeFloor(
  targetFile: string,
  tableCount: number,
  work: (write: (source: FloorSource) => Promise<void>) => Promise<void>,
): Promise<Measurement> {
  const target = await RawDatabase.open(targetFile);
  await target.execute(targetTables);
  const measurement = await measure(() =>
    work(async (source) => {
      await target.run('BEGIN');
      await copyElements(source, target);
      await target.run('COMMIT');
    }),
  );
  const [counts] = await target.all(
    'SELECT (SELECT count(*) FROM sql_column) AS c, (SELECT count(*) FROM relationship) AS r',
  );
  assert.deepEqual(counts, { c: tableCount * columnsPerTable, r: relationshipCount(tableCount) });
  await target.close();
  return measurement;
}

async function copyElements(source: FloorSource, target: RawDatabase): Promise<void> {
  const tables = numbered(await source.tables());
  const tableIds = new Map(tables.map(([id, name]) => [name, id]));
  const tableFields = 'id, name, kind, description, sql_db_id';
  await insert(
    target,
    `sql_table (${tableFields})`,
    '0, 1, 2, 3, 4',
    tables.map((table) => [...table, 1]),
  );

  const columnIds = new Map<string, number>();
  const columnFields =
    'sql_table_id, name, position, native_type, not_null, default_value, primary_key_position, hidden, description';
  for (const page of pagesOf(tables)) {
    const columns = await source.columns(page);
    const firstId = columnIds.size + 1;
    const rows = columns.map((column, index) => {
      columnIds.set(`${column[0]}.${column[1]}`, firstId + index);
      return [firstId + index, ...column];
    });
    await insert(target, `sql_column (id, ${columnFields})`, '0, 1, 2, 3, 4, 5, 6, 7, 8, 9', rows);
    await yieldToEventLoop();
  }

  const keyFields = 'source_table_id, source_column_id, target_table_id, target_column_id, foreign_key, position';
  for (const page of pagesOf(tables)) {
    const pairs = await source.pairs(page);
    const rows = pairs.map(([tableId, column, targetTable, targetColumn, key, position]) => {
      const targetId = tableIds.get(targetTable);
      const columnId = columnIds.get(`${tableId}.${column}`);
      return [tableId, columnId, targetId, columnIds.get(`${targetId}.${targetColumn}`), key, position];
    });
    await insert(target, `relationship (${keyFields})`, '0, 1, 2, 3, 4, 5', rows);
    await yieldToEventLoop();
  }
}

function numbered(tables: Awaited<ReturnType<FloorSource['tables']>>): readonly Table[] {
  return tables.map(([name, kind, description], index): Table => [index + 1, name, kind, description]);
}

async function readPacked<Item>(database: RawDatabase, sql: string, ...bind: readonly string[]): Promise<Item[]> {
  const [row] = await database.all<{ packed: string }>(sql, ...bind);
  return JSON.parse(row?.packed ?? '[]') as Item[];
}

async function insert(
  database: RawDatabase,
  into: string,
  fields: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const values = fields.split(', ').map((field) => `value ->> ${field}`);
  await database.run(`INSERT INTO ${into} SELECT ${values.join(', ')} FROM jsonb_each(?)`, JSON.stringify(rows));
}

function* pagesOf(tables: readonly Table[]): Generator<readonly Table[]> {
  for (let start = 0; start < tables.length; start += tablesPerPage) yield tables.slice(start, start + tablesPerPage);
}
