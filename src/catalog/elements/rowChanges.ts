import type { SyncCounts } from '../catalog';
import type { Connection, SqlValue } from '../storage/connection';
import type { InsertedColumn } from '../storage/dialects/dialect';
import { slicesOf, writeRows, type Row } from '../storage/packedRows';

/** Counts what a sync did. */
export type Tally = { -readonly [Count in keyof SyncCounts]: number };

export function newTally(): Tally {
  return { created: 0, updated: 0, skipped: 0, gone: 0 };
}

/**
 * The columns of new rows whose fields are told one by one: a column's name, or the names of several that take the same
 * field.
 */
export function newRowColumns(...fields: readonly (string | readonly string[])[]): readonly InsertedColumn[] {
  return fields.flatMap((names, field) =>
    [names].flat().map((name): InsertedColumn => ({ name, field, type: integers.has(name) ? 'integer' : 'text' })),
  );
}

/** What is to be written to one table: new rows, changed rows, rows that the source has no more. */
export class RowChanges {
  private readonly inserted: Row[] = [];
  private readonly updated: Row[] = [];
  private readonly gone: Row[] = [];

  /** @param updateColumns the order of the fields of a changed row, after its id; it is there again if it was gone */
  constructor(
    private readonly table: string,
    private readonly insertColumns: readonly InsertedColumn[],
    private readonly updateColumns: readonly string[],
    private readonly now: number,
  ) {}

  insert(row: Row): void {
    this.inserted.push(row);
  }

  update(id: number, ...fields: Row): void {
    this.updated.push([id, ...fields, null]);
  }

  markGone(connection: Connection, id: number): void {
    this.gone.push([id, connection.dialect.time(this.now)]);
  }

  async write(connection: Connection): Promise<void> {
    const { dialect } = connection;
    for (const slice of slicesOf(this.inserted)) await writeRows(connection, this.insertSql(connection, slice), slice);
    await writeRows(connection, dialect.updateRows(this.table, [...this.updateColumns, 'gone_at']), this.updated);
    await writeRows(connection, dialect.updateRows(this.table, ['gone_at']), this.gone);
  }

  /** Columns that have their default in every row stay out of the statement: most have, and each one costs. */
  private insertSql({ dialect }: Connection, rows: readonly Row[]): string {
    const told = this.insertColumns.filter(({ name, field }) => rows.some((row) => row[field] !== defaults.get(name)));
    return dialect.insertFields(this.table, told);
  }
}

/** The columns that hold numbers; all the others that a new row has hold texts. */
const integers: ReadonlySet<string> = new Set([
  ...['sql_db_id', 'sql_table_id', 'source_table_id', 'source_column_id', 'target_table_id', 'target_column_id'],
  ...['position', 'nullable', 'hidden', 'primary_key_position'],
]);

/** What the database itself puts where nothing is told, for the columns that may be left out. */
const defaults: ReadonlyMap<string, SqlValue> = new Map<string, SqlValue>([
  ['description', ''],
  ['column_description', ''],
  ['source_description', ''],
  ['enum_values', ''],
  ['pk_field', ''],
  ['default_value', null],
]);
