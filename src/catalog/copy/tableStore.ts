import { ThothError } from '../../base/errors';
import type { ProjectTable, RowCounts, TableRows, TableStore } from '../catalog';
import type { StatusPrefix } from '../../model/runs';
import type { Connection } from '../storage/connection';
import { writeRows } from '../storage/packedRows';
import type { Writer } from '../storage/writer';
import { saveLogField } from '../runs/runLog';
import { ownerTables } from '../runs/statusFields';
import { copiedTables } from './copiedTables';
import { readTablePages } from './tablePages';

/** All rows, as the tables have them. */
export class SqlTableStore implements TableStore {
  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
  ) {}

  countRows(): Promise<RowCounts> {
    return countRows(this.reader);
  }

  async *readAll(): AsyncIterable<TableRows> {
    for (const table of copiedTables) yield* readTablePages(this.reader, table);
  }

  async readLastIds(): Promise<ReadonlyMap<ProjectTable, number>> {
    const lastIds = new Map<ProjectTable, number>();
    for (const { table } of copiedTables) {
      const [kept] = await this.reader.rows<{ last: number | null }>(this.reader.dialect.lastId, table);
      if (kept?.last) lastIds.set(table, kept.last);
    }
    return lastIds;
  }

  async fill(
    work: (insert: (page: TableRows) => Promise<void>) => Promise<void>,
    check: (counts: RowCounts) => Promise<void>,
  ): Promise<void> {
    await this.writer.transaction(async (connection) => {
      const before = await countRows(connection);
      if (Object.values(before).some((count) => count > 0)) throw notEmpty();
      await work((page) => insertPage(connection, page));
      await fillLogFields(connection);
      await check(await countRows(connection));
    });
  }

  async continueIds(lastIds: ReadonlyMap<ProjectTable, number>): Promise<void> {
    for (const { table } of copiedTables) {
      const [kept] = await this.reader.rows<{ last: number | null }>(`SELECT max(id) AS last FROM ${table}`);
      const last = Math.max(kept?.last ?? 0, lastIds.get(table) ?? 0);
      if (last === 0) continue;
      for (const statement of this.reader.dialect.continueIds(table, last)) {
        await this.writer.run((connection) => connection.change(statement));
      }
    }
  }
}

async function countRows(connection: Connection): Promise<RowCounts> {
  const counts = copiedTables.map(({ table }) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const [row] = await connection.rows<RowCounts>(`SELECT ${counts.join(', ')}`);
  if (!row) throw new TypeError('A query without FROM gives one row.');
  return row;
}

async function insertPage(connection: Connection, { table, rows }: TableRows): Promise<void> {
  const { dialect } = connection;
  const columns = copiedTables.find((copied) => copied.table === table)?.columns ?? [];
  const timeIndexes = columns.flatMap(({ kind }, index) => (kind === 'time' ? [index] : []));
  const stored = rows.map((row) => {
    const fields = [...row];
    for (const index of timeIndexes) {
      const time = fields[index];
      if (typeof time === 'number') fields[index] = dialect.time(time);
    }
    return fields;
  });
  await writeRows(
    connection,
    dialect.insertRows(
      table,
      columns.map(({ name }) => name),
    ),
    stored,
  );
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
type OwnerEntry = [OwnerType, { readonly table: string; readonly prefixes: readonly StatusPrefix[] }];

function notEmpty(): ThothError {
  return new ThothError(
    'ALREADY_EXISTS',
    'The project database to copy into is not empty. Choose a new file, or a database on a server that holds none yet.',
  );
}
