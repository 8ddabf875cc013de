import type { DataFormat } from '../../model/dataFormat';
import { enumLabels } from './literals';

/** Every built-in type of MySQL and MariaDB, as in `information_schema.COLUMNS.DATA_TYPE`. */
const formats: ReadonlyMap<string, DataFormat> = new Map<string, DataFormat>([
  ['tinyint', 'INT'],
  ['smallint', 'INT'],
  ['mediumint', 'INT'],
  ['int', 'INT'],
  ['bigint', 'INT'],
  ['bit', 'INT'],
  ['year', 'INT'],
  ['decimal', 'DECIMAL'],
  ['float', 'FLOAT'],
  ['double', 'DOUBLE'],
  ['date', 'DATE'],
  ['time', 'TIME'],
  ['datetime', 'TIMESTAMP'],
  ['timestamp', 'TIMESTAMP'],
  ['char', 'CHAR'],
  ['varchar', 'VARCHAR'],
  ['tinytext', 'VARCHAR'],
  ['text', 'VARCHAR'],
  ['mediumtext', 'VARCHAR'],
  ['longtext', 'VARCHAR'],
  ['enum', 'ENUM'],
  ['set', 'ENUM'],
  ['binary', 'VARCHAR'],
  ['varbinary', 'VARCHAR'],
  ['tinyblob', 'VARCHAR'],
  ['blob', 'VARCHAR'],
  ['mediumblob', 'VARCHAR'],
  ['longblob', 'VARCHAR'],
  ['json', 'VARCHAR'],
  ['uuid', 'VARCHAR'],
  ['inet4', 'VARCHAR'],
  ['inet6', 'VARCHAR'],
  ['vector', 'VARCHAR'],
  ['xmltype', 'VARCHAR'],
  ['geometry', 'VARCHAR'],
  ['point', 'VARCHAR'],
  ['linestring', 'VARCHAR'],
  ['polygon', 'VARCHAR'],
  ['multipoint', 'VARCHAR'],
  ['multilinestring', 'VARCHAR'],
  ['multipolygon', 'VARCHAR'],
  ['geometrycollection', 'VARCHAR'],
  ['geomcollection', 'VARCHAR'],
]);

/** The type of a column that was declared as BOOL or BOOLEAN, and the smallest BIT. */
const booleanType = /^(?:tinyint|bit)\(1\)/;

/** Types whose values are given as their length only. */
const binaryTypes: ReadonlySet<string> = new Set([
  ...['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'bit', 'vector'],
  ...['geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon'],
  ...['geometrycollection', 'geomcollection'],
]);

/**
 * The catalog's type; null for an unknown type, such as one of a server's plugin.
 * @param dataType the bare name of the type: `int`
 * @param columnType the type with all its parts: `int(10) unsigned`
 */
export function mysqlDataFormat(dataType: string, columnType: string): DataFormat | null {
  return booleanType.test(columnType) ? 'BOOLEAN' : (formats.get(dataType.toLowerCase()) ?? null);
}

export function isBinaryType(dataType: string): boolean {
  return binaryTypes.has(dataType.toLowerCase());
}

/** The parts of a column that depend on its type. */
export interface ColumnType {
  readonly nativeType: string;
  readonly dataFormat: DataFormat;
  readonly enumValues: readonly string[];
}

/** Takes the arguments of `mysqlDataFormat`; a type that is not known becomes VARCHAR. */
export type TypeOf = (dataType: string, columnType: string) => ColumnType;

/** For the columns of one source: computes each type once, and gives one notice for each unknown name. */
export function rememberTypes(onNotice: (notice: string) => void): TypeOf {
  const known = new Map<string, ColumnType>();
  const noticed = new Set<string>();
  const formatOf = (dataType: string, columnType: string): DataFormat => {
    const format = mysqlDataFormat(dataType, columnType);
    if (format === null && !noticed.has(dataType)) {
      noticed.add(dataType);
      onNotice(`Thoth does not know the type "${dataType}". Its columns are treated as text.`);
    }
    return format ?? 'VARCHAR';
  };
  return (dataType, columnType) => {
    const remembered = known.get(columnType);
    if (remembered) return remembered;
    const dataFormat = formatOf(dataType, columnType);
    const type = { nativeType: columnType, dataFormat, enumValues: enumLabels(columnType) };
    known.set(columnType, type);
    return type;
  };
}
