import type { DataFormat } from '../../model/dataFormat';

/** Declared types that are more precise than their affinity. Without length or precision, and in capitals. */
const formatsByName: ReadonlyMap<string, DataFormat> = new Map<string, DataFormat>([
  ['BIT', 'BOOLEAN'],
  ['BOOL', 'BOOLEAN'],
  ['BOOLEAN', 'BOOLEAN'],
  ['LOGICAL', 'BOOLEAN'],
  ['CHAR', 'CHAR'],
  ['CHARACTER', 'CHAR'],
  ['NATIVE CHARACTER', 'CHAR'],
  ['NCHAR', 'CHAR'],
  ['DATE', 'DATE'],
  ['TIME', 'TIME'],
  ['TIMETZ', 'TIME'],
  ['TIME WITH TIME ZONE', 'TIME'],
  ['TIME WITHOUT TIME ZONE', 'TIME'],
  ['DATETIME', 'TIMESTAMP'],
  ['DATETIME2', 'TIMESTAMP'],
  ['DATETIMEOFFSET', 'TIMESTAMP'],
  ['SMALLDATETIME', 'TIMESTAMP'],
  ['TIMESTAMP', 'TIMESTAMP'],
  ['TIMESTAMPTZ', 'TIMESTAMP'],
  ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP'],
  ['TIMESTAMP WITHOUT TIME ZONE', 'TIMESTAMP'],
  ['FLOAT', 'FLOAT'],
  ['FLOAT4', 'FLOAT'],
  ['SERIAL', 'INT'],
  ['BIGSERIAL', 'INT'],
  ['YEAR', 'INT'],
  ['ENUM', 'ENUM'],
  ['ANY', 'VARCHAR'],
  ['GUID', 'VARCHAR'],
  ['JSON', 'VARCHAR'],
  ['JSONB', 'VARCHAR'],
  ['STRING', 'VARCHAR'],
  ['UNIQUEIDENTIFIER', 'VARCHAR'],
  ['UUID', 'VARCHAR'],
  ['XML', 'VARCHAR'],
]);

/** SQLite's rules of column affinity, in their order: the first part found in the declared type decides. */
const formatsByPart: readonly (readonly [string, DataFormat])[] = [
  ['INT', 'INT'],
  ['CHAR', 'VARCHAR'],
  ['CLOB', 'VARCHAR'],
  ['TEXT', 'VARCHAR'],
  ['BLOB', 'VARCHAR'],
  ['REAL', 'DOUBLE'],
  ['FLOA', 'DOUBLE'],
  ['DOUB', 'DOUBLE'],
];

/**
 * The catalog's type for a type as it was declared in SQLite: by its name if that is a common one, otherwise by
 * SQLite's rules of affinity (https://www.sqlite.org/datatype3.html, section 3.1), in which NUMERIC is the default.
 */
export function sqliteDataFormat(nativeType: string): DataFormat {
  const name = nativeType
    .replace(/\([^)]*\)/g, ' ')
    .trim()
    .replace(/\s+/g, ' ')
    .toUpperCase();
  if (name === '') return 'VARCHAR';
  const byName = formatsByName.get(name);
  if (byName) return byName;
  return formatsByPart.find(([part]) => name.includes(part))?.[1] ?? 'DECIMAL';
}

/** A `sqliteDataFormat` that computes each declared type once; for the columns of one source. */
export function rememberDataFormats(): (nativeType: string) => DataFormat {
  const formats = new Map<string, DataFormat>();
  return (nativeType) => {
    const known = formats.get(nativeType);
    if (known) return known;
    const format = sqliteDataFormat(nativeType);
    formats.set(nativeType, format);
    return format;
  };
}
