import { ThothError } from '../../base/errors';
import type { RowCounts, TableRows, TableStore } from '../catalog';
import { tables, type TableName } from '../fields';
import { fieldsOf, type Field, type Fields, type Table } from '../fields/field';
import type { Connection } from '../storage/connection';
import { storedKind } from '../storage/selection';
import { insertRows, WrittenFields } from '../storage/writtenFields';
import type { Writer } from '../storage/writer';
import { saveLogField } from '../runs/runLog';
import { ownerTables } from '../runs/statusFields';
import { readTablePages } from './tablePages';

/** Every table; a table comes after those that it refers to. */
const allTables: readonly Table<Fields, TableName>[] = Object.values(tables);

/** All rows, as the tables have them. */
export class AllRows implements TableStore {
  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
  ) {}

  countRows(): Promise<RowCounts> {
    return countRows(this.reader);
  }

  readAll(): AsyncIterable<TableRows> {
    return readAll(this.reader);
  }

  async readLastIds(): Promise<ReadonlyMap<TableName, number>> {
    const lastIds = new Map<TableName, number>();
    for (const { name } of allTables) {
      const [kept] = await this.reader.rows<{ last: number | null }>(this.reader.dialect.lastId, name);
      if (kept?.last) lastIds.set(name, kept.last);
    }
    return lastIds;
  }

  async fill(
    work: (insert: (page: TableRows) => Promise<void>) => Promise<void>,
    check: (written: AsyncIterable<TableRows>) => Promise<void>,
  ): Promise<void> {
    await this.writer.transaction(async (connection) => {
      const before = await countRows(connection);
      if (Object.values(before).some((count) => count > 0)) throw notEmpty();
      await work((page) => insertPage(connection, page));
      await fillLogFields(connection);
      await check(readAll(connection));
    });
  }

  async continueIds(lastIds: ReadonlyMap<TableName, number>): Promise<void> {
    for (const { name } of allTables) {
      const [kept] = await this.reader.rows<{ last: number | null }>(`SELECT max(id) AS last FROM ${name}`);
      const last = Math.max(kept?.last ?? 0, lastIds.get(name) ?? 0);
      if (last === 0) continue;
      for (const statement of this.reader.dialect.continueIds(name, last)) {
        await this.writer.run((connection) => connection.change(statement));
      }
    }
  }
}

async function* readAll(connection: Connection): AsyncIterable<TableRows> {
  for (const table of allTables) yield* readTablePages(connection, table);
}

async function countRows(connection: Connection): Promise<RowCounts> {
  const counts = allTables.map(({ name }) => `(SELECT count(*) FROM ${name}) AS ${name}`);
  const [row] = await connection.rows<RowCounts>(`SELECT ${counts.join(', ')}`);
  if (!row) throw new TypeError('A query without FROM gives one row.');
  return row;
}

async function insertPage(connection: Connection, { table: name, rows }: TableRows): Promise<void> {
  const table = allTables.find((one) => one.name === name);
  if (!table) throw new TypeError(`There is no table "${name}".`);
  const asStored = fieldsOf(table).map((field): Field => ({ ...field, kind: storedKind(field.kind) }));
  await insertRows(connection, new WrittenFields<TableRows['rows'][number]>(name, asStored), rows);
}

/** Composes the log fields that `readAll` leaves empty. */
async function fillLogFields(connection: Connection): Promise<void> {
  for (const [type, { table, prefixes }] of Object.entries(ownerTables) as OwnerEntry[]) {
    for (const prefix of prefixes) {
      const owners = await connection.rows<{ id: number; taskId: string }>(
        `SELECT ${table}.id AS id, ${prefix}_task_id AS "taskId" FROM ${table} ` +
          `JOIN task_run ON task_run.task_id = ${prefix}_task_id`,
      );
      for (const { id, taskId } of owners) await saveLogField(connection, taskId, { type, id }, prefix);
    }
  }
}

type OwnerType = keyof typeof ownerTables;
type OwnerEntry = [OwnerType, { readonly table: string; readonly prefixes: readonly string[] }];

function notEmpty(): ThothError {
  return new ThothError(
    'ALREADY_EXISTS',
    'The project database to copy into is not empty. Choose a new file, or a database on a server that holds none yet.',
  );
}
