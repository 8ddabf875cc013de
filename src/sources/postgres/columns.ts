import type { SourceColumn } from '../source';
import type { OwnNames } from './ownNames';
import { askedTables } from './tables';
import type { KnownTypes } from './types';

/**
 * The columns of each requested table, packed by the server. This is as fast as a row for each column, and can be
 * unpacked in small parts.
 */
export const columnsQuery = `
  SELECT CASE WHEN relation.oid IS NOT NULL THEN json_build_array(
    (SELECT json_agg(json_build_array(
         attnum, attname, format_type(atttypid, atttypmod), atttypid::text, attnotnull, attidentity, attgenerated)
         ORDER BY attnum)
       FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped),
    (SELECT json_object_agg(adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef WHERE adrelid = relation.oid),
    (SELECT json_object_agg(objsubid, description)
       FROM pg_description WHERE objoid = relation.oid AND classoid = 'pg_class'::regclass),
    (SELECT to_json(conkey) FROM pg_constraint WHERE conrelid = relation.oid AND contype = 'p')) END
  FROM ${askedTables}
  ORDER BY asked.position`;

type PackedColumn = readonly [
  number: number,
  name: string,
  nativeType: string,
  typeId: string,
  notNull: boolean,
  identity: '' | 'a' | 'd',
  generated: string,
];

/** The expressions and comments are keyed by the number of their column; each part is null if it is empty. */
type PackedTable = readonly [
  columns: readonly PackedColumn[] | null,
  expressions: Readonly<Record<number, string>> | null,
  descriptions: Readonly<Record<number, string>> | null,
  primaryKey: readonly number[] | null,
];

const generatedKinds: Readonly<Record<string, SourceColumn['generated']>> = { s: 'stored', v: 'virtual' };

/** The columns of one table, in its order. */
export function unpackColumns(json: string, types: KnownTypes, ownNames: OwnNames): SourceColumn[] {
  const [columns, expressions, descriptions, primaryKey] = JSON.parse(json) as PackedTable;
  return (columns ?? []).map(([number, name, nativeType, typeId, notNull, identity, generation]) => {
    const { dataFormat, enumValues, notNull: neverNull } = types.find(typeId);
    const expression = expressions?.[number];
    const generated = identity === '' ? (generatedKinds[generation] ?? 'no') : 'identity';
    return {
      name,
      nativeType: ownNames.shorten(nativeType),
      dataFormat,
      nullable: !notNull && !neverNull,
      defaultValue: generated === 'no' && expression !== undefined ? ownNames.shorten(expression) : null,
      generated,
      hidden: false,
      primaryKeyPosition: (primaryKey?.indexOf(number) ?? -1) + 1,
      enumValues,
      description: descriptions?.[number] ?? '',
    };
  });
}
