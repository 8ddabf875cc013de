import type { DataFormat } from '../dataFormat';

/** Every built-in type of MySQL and MariaDB, as `information_schema.COLUMNS.DATA_TYPE` spells it. */
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

/** What BOOL and BOOLEAN become when a table is made, and the smallest BIT. */
const booleanType = /^(?:tinyint|bit)\(1\)/;

/** Types whose values are shown by their length only. */
const binaryTypes: ReadonlySet<string> = new Set([
  ...['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'bit', 'vector'],
  ...['geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon'],
  ...['geometrycollection', 'geomcollection'],
]);

/**
 * The catalog's type; null for a type that this program does not know, such as one that a plugin of the server adds.
 * @param dataType the bare name of the type: `int`
 * @param columnType the type with all its parts: `int(10) unsigned`
 */
export function mysqlDataFormat(dataType: string, columnType: string): DataFormat | null {
  return booleanType.test(columnType) ? 'BOOLEAN' : (formats.get(dataType.toLowerCase()) ?? null);
}

export function isBinaryType(dataType: string): boolean {
  return binaryTypes.has(dataType.toLowerCase());
}

/** As `mysqlDataFormat`, with VARCHAR for a type that is not known. */
export type DataFormatOf = (dataType: string, columnType: string) => DataFormat;

/** For the columns of one source: tells once of each type that is not known. */
export function noticeUnknownTypes(onNotice: (notice: string) => void): DataFormatOf {
  const told = new Set<string>();
  return (dataType, columnType) => {
    const format = mysqlDataFormat(dataType, columnType);
    if (format !== null) return format;
    if (!told.has(dataType)) {
      told.add(dataType);
      onNotice(`Thoth does not know the type "${dataType}". Its columns are treated as text.`);
    }
    return 'VARCHAR';
  };
}
