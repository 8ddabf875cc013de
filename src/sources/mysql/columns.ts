import type { SourceColumn } from '../source';
import { defaultExpression, enumLabels } from './literals';
import type { Server } from './server';
import type { Query, Row } from './session';
import type { DataFormatOf } from './types';

/** The columns of all tables, table by table in the order of names by code unit. */
export function columnsQuery(database: string): Query {
  return {
    sql: `
      SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, EXTRA, COLUMN_COMMENT
      FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ?
      ORDER BY CAST(TABLE_NAME AS BINARY), ORDINAL_POSITION`,
    values: [database],
  };
}

/** The names of all columns, without anything else. */
export function columnNamesQuery(database: string): Query {
  return {
    sql: 'SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?',
    values: [database],
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
 * The columns of the primary keys. Only what MariaDB finds in a table's definition: asking for more, or
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

  /** 1 for the first column of the key; 0 outside it. */
  positionOf(table: string, column: string): number {
    return (this.byTable.get(table)?.indexOf(column) ?? -1) + 1;
  }
}

/** What all columns of a source have in common. */
export interface ColumnContext {
  readonly server: Server;
  readonly keys: PrimaryKeys;
  readonly dataFormatOf: DataFormatOf;
}

export interface TableWithColumns {
  readonly table: string;
  readonly columns: readonly SourceColumn[];
}

/** Gathers the rows of `columnsQuery`, each table when its last column has come. */
export async function* columnsByTable(
  batches: AsyncIterable<readonly Row[]>,
  context: ColumnContext,
): AsyncGenerator<readonly TableWithColumns[]> {
  let table = '';
  let columns: SourceColumn[] = [];
  for await (const rows of batches) {
    const complete: TableWithColumns[] = [];
    for (const row of rows as readonly ColumnRow[]) {
      if (row[0] !== table) {
        if (columns.length > 0) complete.push({ table, columns });
        [table] = row;
        columns = [];
      }
      columns.push(readColumn(row, context));
    }
    yield complete;
  }
  if (columns.length > 0) yield [{ table, columns }];
}

function readColumn(row: ColumnRow, { server, keys, dataFormatOf }: ColumnContext): SourceColumn {
  const [table, name, value, isNullable, dataType, columnType, extra, comment] = row;
  return {
    name,
    nativeType: columnType,
    dataFormat: dataFormatOf(dataType, columnType),
    nullable: isNullable === 'YES',
    defaultValue: defaultExpression({ value, dataType, extra }, server),
    generated: generatedKind(extra),
    hidden: /\bINVISIBLE\b/i.test(extra),
    primaryKeyPosition: keys.positionOf(table, name),
    enumValues: enumLabels(columnType),
    description: comment ?? '',
  };
}

function generatedKind(extra: string): SourceColumn['generated'] {
  if (extra === '') return 'no';
  if (/\bauto_increment\b/i.test(extra)) return 'identity';
  if (/\bVIRTUAL\b/i.test(extra)) return 'virtual';
  return /\b(?:STORED|PERSISTENT)\b/i.test(extra) ? 'stored' : 'no';
}
