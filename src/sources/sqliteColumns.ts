import type { SourceColumn } from './source';
import { sqliteDataFormat } from './sqliteTypes';

/**
 * One row for each table of the JSON array `$1`: its columns as JSON, and whether an INTEGER PRIMARY KEY of it is the row id.
 * (`INTEGER PRIMARY KEY DESC` is not: such a key has an index of its own, and may be NULL.)
 */
export const columnsQuery = `
  SELECT
    (SELECT json_group_array(json_array(name, type, "notnull", dflt_value, pk, hidden))
       FROM pragma_table_xinfo(asked.value, 'main')) AS columns,
    NOT EXISTS (SELECT 1 FROM pragma_index_list(asked.value, 'main') WHERE origin = 'pk') AS rowIdKey
  FROM json_each($1) AS asked
  ORDER BY asked.key`;

export interface ColumnsRow {
  readonly columns: string;
  readonly rowIdKey: 0 | 1;
}

type PackedColumn = readonly [
  name: string,
  type: string,
  notNull: 0 | 1,
  defaultValue: string | null,
  primaryKeyPosition: number,
  hidden: number,
];

/** The values of `hidden` in `PRAGMA table_xinfo`. */
const hiddenInVirtualTable = 1;
const generatedKinds: Readonly<Record<number, SourceColumn['generated']>> = { 2: 'virtual', 3: 'stored' };

/** The columns of one table, in its order; none when there is no such table. */
export function unpackColumns(row: ColumnsRow): SourceColumn[] {
  const packed = JSON.parse(row.columns) as PackedColumn[];
  const keyLength = packed.filter(([, , , , position]) => position > 0).length;
  return packed.map(([name, type, notNull, defaultValue, primaryKeyPosition, hidden]) => {
    const isRowId =
      row.rowIdKey === 1 && keyLength === 1 && primaryKeyPosition === 1 && type.toUpperCase() === 'INTEGER';
    return {
      name,
      nativeType: type,
      dataFormat: sqliteDataFormat(type),
      nullable: notNull === 0 && !isRowId,
      defaultValue,
      generated: generatedKinds[hidden] ?? 'no',
      hidden: hidden === hiddenInVirtualTable,
      primaryKeyPosition,
      description: '',
    };
  });
}
