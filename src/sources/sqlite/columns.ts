import type { DataFormat } from '../../model/dataFormat';
import type { SourceColumn } from '../source';

/** For `readPages`: the columns of each table. */
export const columnsQuery = `
  SELECT
    (SELECT json_group_array(json_array(name, type, "notnull", dflt_value, pk, hidden))
       FROM pragma_table_xinfo(asked.value, 'main')) AS text
  FROM json_each($1) AS asked
  ORDER BY asked.key`;

/**
 * The tables whose primary key has an index of its own. An `INTEGER PRIMARY KEY` has none, since it is the row id, and
 * therefore is never NULL; an `INTEGER PRIMARY KEY DESC` has one, and can be NULL.
 */
export const keyIndexesQuery = `
  SELECT json_group_array(name) AS text
  FROM (SELECT DISTINCT tbl_name AS name FROM sqlite_schema WHERE type = 'index' AND sql IS NULL) AS indexed
  WHERE EXISTS (SELECT 1 FROM pragma_index_list(indexed.name, 'main') WHERE origin = 'pk')`;

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

/**
 * The columns of one table, in its order; none when there is no such table.
 * @param hasKeyIndex whether its primary key has an index of its own
 */
export function unpackColumns(
  json: string,
  hasKeyIndex: boolean,
  dataFormatOf: (nativeType: string) => DataFormat,
): SourceColumn[] {
  const packed = JSON.parse(json) as PackedColumn[];
  const isSingleKey = packed.filter((column) => column[4] > 0).length === 1;
  // `map` with an index: in code that is not optimised yet, destructuring would take half of the time
  return packed.map((column) => {
    const type = column[1];
    const primaryKeyPosition = column[4];
    const hidden = column[5];
    const isRowId = isSingleKey && !hasKeyIndex && primaryKeyPosition === 1 && type.toUpperCase() === 'INTEGER';
    return {
      name: column[0],
      nativeType: type,
      dataFormat: dataFormatOf(type),
      nullable: column[2] === 0 && !isRowId,
      defaultValue: column[3],
      generated: generatedKinds[hidden] ?? 'no',
      hidden: hidden === hiddenInVirtualTable,
      primaryKeyPosition,
      enumValues: [],
      description: '',
    };
  });
}
