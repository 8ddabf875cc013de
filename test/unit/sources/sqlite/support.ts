import { SqliteConnection } from '../../../../src/base/sqlite';
import type {
  Source,
  SourceColumn,
  SourceForeignKey,
  TableColumns,
  TableForeignKeys,
  UnresolvedForeignKey,
} from '../../../../src/sources/source';
import { sqliteEngine } from '../../../../src/sources/sqlite/engine';

export const neverAborted = new AbortController().signal;

/** Runs a script in a SQLite file, which is created if it does not exist. */
export async function runScript(file: string, script: string): Promise<void> {
  const connection = await SqliteConnection.open(file, 'create');
  try {
    await connection.execute(script);
  } finally {
    await connection.close();
  }
}

export function openSource(file: string, signal: AbortSignal = neverAborted): Promise<Source> {
  return sqliteEngine.open({ dbType: 'sqlite', dbName: file }, signal);
}

/** Opens a source while `work` runs. */
export async function withSource<T>(file: string, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(file);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** All batches of an iterable in one array. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

export function listNames(file: string): Promise<string[]> {
  return withSource(file, async (source) => (await source.listTables(neverAborted)).map((table) => table.name));
}

export function readColumns(file: string, tables: readonly string[]): Promise<TableColumns[]> {
  return withSource(file, (source) => collect(source.readColumns(tables, neverAborted)));
}

export function readForeignKeys(file: string, tables: readonly string[]): Promise<TableForeignKeys[]> {
  return withSource(file, (source) => collect(source.readForeignKeys(tables, neverAborted)));
}

/** The columns of one table, which must be readable. */
export async function columnsOf(file: string, table: string): Promise<readonly SourceColumn[]> {
  const [read] = await readColumns(file, [table]);
  if (read && 'columns' in read) return read.columns;
  throw read?.error ?? new Error(`nothing was read for ${table}`);
}

/** The foreign keys of one table, which must be readable. */
export async function foreignKeysOf(
  file: string,
  table: string,
): Promise<{ readonly resolved: readonly SourceForeignKey[]; readonly unresolved: readonly UnresolvedForeignKey[] }> {
  const [read] = await readForeignKeys(file, [table]);
  if (read && 'foreignKeys' in read) return { resolved: read.foreignKeys, unresolved: read.unresolved };
  throw read?.error ?? new Error(`nothing was read for ${table}`);
}

/** Quotes an identifier for SQL. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
