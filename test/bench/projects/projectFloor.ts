import assert from 'node:assert/strict';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { measure, type Measurement } from '../measure';
import { locationOf, type ProjectServer, type RawProject, type RawRow } from './project';

/** What of the elements has values of its own, by table; a table comes after those that it refers to. */
const writtenColumns = {
  sql_table: [
    'id',
    'sql_db_id',
    'name',
    'kind',
    'description',
    'description_author',
    'source_description',
    'fingerprint',
  ],
  sql_column: [
    ...[
      'id',
      'sql_table_id',
      'original_column_name',
      'column_name',
      'position',
      'native_type',
      'data_format',
      'nullable',
    ],
    ...['default_value', 'generated', 'hidden', 'primary_key_position', 'pk_field', 'fk_field', 'column_description'],
    ...['description_author', 'source_description'],
  ],
  relationship: [
    ...[
      'id',
      'source_table_id',
      'source_column_id',
      'target_table_id',
      'target_column_id',
      'constraint_key',
      'position',
    ],
  ],
} as const;

const tables = Object.keys(writtenColumns) as (keyof typeof writtenColumns)[];

/** How many rows are written in one transaction. */
const rowsAtOnce = 6_000;

/**
 * Writes the elements of one project database into another one, new and with all its keys: the least that a plain
 * program needs. It knows everything beforehand, even the ids and which columns are foreign keys.
 */
export async function projectFloor(server: ProjectServer, from: string, to: string): Promise<Measurement> {
  const elements = await readElements(server, from);
  await server.create(to);
  try {
    return await writeElements(server, to, elements);
  } finally {
    await server.drop(to);
  }
}

type Elements = Readonly<Record<keyof typeof writtenColumns, Awaited<ReturnType<RawProject['all']>>>>;

async function writeElements(server: ProjectServer, database: string, elements: Elements): Promise<Measurement> {
  await makeTables(server, database);
  const target = await server.connect(database);
  const rows = tables.map((table) => ({
    table,
    rows: elements[table].map((row): RawRow => writtenColumns[table].map((column) => row[column])),
  }));
  const measurement = await measure(async () => {
    for (const { table, rows: all } of rows) await insertAll(target, table, writtenColumns[table], all);
  });
  await target.close();
  // nothing is left out
  assert.deepEqual(await readElements(server, database), elements);
  return measurement;
}

/** As the product makes them, and the row that all elements belong to. */
async function makeTables(server: ProjectServer, database: string): Promise<void> {
  const catalog = await openProjectDatabase(locationOf(server, database));
  await catalog.sqlDbs.add({ name: 'bench', dbType: 'sqlite', dbName: 'bench' });
  await catalog.close();
}

async function insertAll(
  target: RawProject,
  table: string,
  columns: readonly string[],
  rows: readonly RawRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await target.insert(table, columns, rows.slice(start, start + rowsAtOnce));
  }
}

async function readElements(server: ProjectServer, database: string): Promise<Elements> {
  const project = await server.connect(database);
  const [sql_table = [], sql_column = [], relationship = []] = [
    await project.all('sql_table'),
    await project.all('sql_column'),
    await project.all('relationship'),
  ];
  await project.close();
  return { sql_table, sql_column, relationship };
}
