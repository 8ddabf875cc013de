import type { SourceColumn } from '../source';
import type { Query, Row } from './connection';
import { defaultExpression } from './literals';
import type { ServerInfo } from './serverInfo';
import type { TypeOf } from './types';

/**
 * For queries of information_schema.COLUMNS: MariaDB gives no columns of views that could write in a transaction that is
 * read-only. Such a query calls nothing in the view.
 */
export const showsAllViews = { transaction: 'READ WRITE' } as const;

/** The columns of all tables, table by table in the order of names by code unit. */
export function columnsQuery(database: string): Query {
  return {
    sql: `
      SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, EXTRA, COLUMN_COMMENT
      FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ?
      ORDER BY CAST(TABLE_NAME AS BINARY), ORDINAL_POSITION`,
    values: [database],
    ...showsAllViews,
  };
}

/** Only the names of all columns. */
export function columnNamesQuery(database: string): Query {
  return {
    sql: 'SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?',
    values: [database],
    ...showsAllViews,
  };
}

type ColumnRow = readonly [
  table: string,
  name: string,
  defaultValue: string | null,
  isNullable: string,
  dataType: string,
  columnType: string,
  extra: string,
  comment: string | null,
];

/**
 * The columns of the primary keys. It reads only what MariaDB finds in a table's definition: any other column, or
 * KEY_COLUMN_USAGE, makes it open each table, which takes ten times as long on a server that has just started.
 */
export function primaryKeysQuery(database: string): Query {
  return {
    sql: `
      SELECT TABLE_NAME, COLUMN_NAME, SEQ_IN_INDEX
      FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = ? AND INDEX_NAME = 'PRIMARY'`,
    values: [database],
  };
}

/** The columns of each primary key, in the key's order, by table. */
export class PrimaryKeys {
  private readonly byTable = new Map<string, string[]>();

  add(rows: readonly Row[]): void {
    for (const [table, column, position] of rows as (readonly [string, string, number])[]) {
      const key = this.byTable.get(table) ?? [];
      key[position - 1] = column;
      this.byTable.set(table, key);
    }
  }

  /** The columns of a table's key; none where it has no key. */
  of(table: string): readonly string[] {
    return this.byTable.get(table) ?? [];
  }
}

/** What reading a column needs besides its row. */
export interface ColumnContext {
  readonly server: ServerInfo;
  readonly keys: PrimaryKeys;
  readonly typeOf: TypeOf;
}

export interface TableWithColumns {
  readonly table: string;
  readonly columns: readonly SourceColumn[];
}

/** Groups the rows of `columnsQuery` by table. A table is given once its last column has arrived. */
export async function* columnsByTable(
  batches: AsyncIterable<readonly Row[]>,
  context: ColumnContext,
): AsyncGenerator<readonly TableWithColumns[]> {
  let table = '';
  let key: readonly string[] = [];
  let columns: SourceColumn[] = [];
  for await (const rows of batches) {
    const complete: TableWithColumns[] = [];
    for (const row of rows as readonly ColumnRow[]) {
      if (row[0] !== table) {
        if (columns.length > 0) complete.push({ table, columns });
        [table] = row;
        key = context.keys.of(table);
        columns = [];
      }
      columns.push(readColumn(row, key, context));
    }
    yield complete;
  }
  if (columns.length > 0) yield [{ table, columns }];
}

function readColumn(row: ColumnRow, key: readonly string[], { server, typeOf }: ColumnContext): SourceColumn {
  const [, name, value, isNullable, dataType, columnType, extra, comment] = row;
  const { nativeType, dataFormat, enumValues } = typeOf(dataType, columnType);
  return {
    name,
    nativeType,
    dataFormat,
    nullable: isNullable === 'YES',
    defaultValue: defaultExpression({ value, dataType, extra }, server),
    generated: extra === '' ? 'no' : generatedKind(extra),
    hidden: extra !== '' && /\bINVISIBLE\b/i.test(extra),
    primaryKeyPosition: key.indexOf(name) + 1,
    enumValues,
    description: comment ?? '',
  };
}

function generatedKind(extra: string): SourceColumn['generated'] {
  if (/\bauto_increment\b/i.test(extra)) return 'identity';
  if (/\bVIRTUAL\b/i.test(extra)) return 'virtual';
  return /\b(?:STORED|PERSISTENT)\b/i.test(extra) ? 'stored' : 'no';
}
