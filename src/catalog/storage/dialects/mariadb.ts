import { quoted, type SqlDialect } from './dialect';
import type { PartialKey, TableKey, TableShape } from './tableShape';

/** The incoming rows, field by field; what is put into a column takes the column's type. */
function incomingRows(fields: readonly number[]): string {
  const definitions = [...new Set(fields)].map((field) => `f${field} LONGTEXT PATH '$[${field}]'`);
  return `JSON_TABLE($1, '$[*]' COLUMNS (${definitions.join(', ')})) AS incoming`;
}

/** What the unique indexes contain instead of a name, which may be too long for an index. */
const digestOf = (name: string): string => `UNHEX(SHA2(${name}, 256))`;

/** One statement, including the keys, since each statement commits by itself. */
function createTable({ name, lines, keys = [] }: TableShape): readonly string[] {
  const digested = new Set(keys.flatMap((key) => key.digested ?? []));
  const digests = [...digested].map((column) => `${column}_digest BINARY(32) AS (${digestOf(column)}) STORED`);
  const all = [...lines, ...digests, ...keys.map(keyLine)];
  const options = 'ENGINE = InnoDB, DEFAULT CHARACTER SET utf8mb4, DEFAULT COLLATE utf8mb4_bin';
  return [`CREATE TABLE IF NOT EXISTS ${name} (\n  ${all.join(',\n  ')}\n) ${options}`];
}

/** There are no partial indexes here: the column that selects the rows is put first instead. */
function keyLine({ name, columns, unique, digested, only }: TableKey): string {
  const indexed = columns.map((column) => (column === digested ? `${column}_digest` : column));
  return `${unique ? 'UNIQUE ' : ''}KEY ${name} (${[...(only ? [only[0]] : []), ...indexed].join(', ')})`;
}

/**
 * There are no partial keys here. A generated column is NULL in all other rows, and NULLs never collide in a unique
 * key.
 */
function addPartialKey(table: string, { name, columns, only: [column, value] }: PartialKey): string {
  const last = columns.at(-1) ?? '';
  const partial = `${name}_${last}`;
  const indexed = [...columns.slice(0, -1), partial];
  return (
    `ALTER TABLE ${table} ADD COLUMN ${partial} VARCHAR(255) AS (CASE WHEN ${column} = '${value}' THEN ${last} END) STORED, ` +
    `ADD UNIQUE KEY ${name} (${indexed.join(', ')})`
  );
}

/** How many bytes of a packet are kept free for everything but the log. */
const packetOverhead = 65_536;

/** SQL for MariaDB and MySQL. The connections switch on the standard's `||` and `"name"`. */
export const mariadb: SqlDialect = {
  insertRows(table, columns) {
    const names = columns.map(({ name }) => quoted(name));
    const values = columns.map(({ field }) => `incoming.f${field}`);
    const rows = incomingRows(columns.map(({ field }) => field));
    return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${rows}`;
  },
  updateRows(table, idField, columns, unchanged = []) {
    const assignments = columns.map(({ name, field }) => `${quoted(name)} = incoming.f${field}`);
    const isRow = `${table}.id = CAST(incoming.f${idField} AS SIGNED)`;
    // texts that differ only by spaces at their end are equal here, unless they are compared as bytes
    const asRead = unchanged.map(({ name, field }) => `BINARY ${table}.${quoted(name)} = BINARY incoming.f${field}`);
    const fields = [idField, ...[...columns, ...unchanged].map(({ field }) => field)];
    return mariadb.updateFrom(table, assignments, incomingRows(fields), [isRow, ...asRead].join(' AND '));
  },
  updateFrom: (table, assignments, from, where) =>
    `UPDATE ${table} JOIN ${from} SET ${assignments.map((one) => `${table}.${one}`).join(', ')} WHERE ${where}`,
  incoming: (parameter) =>
    `JSON_TABLE($${parameter}, '$[*]' COLUMNS (fields JSON PATH '$', element LONGTEXT PATH '$')) AS incoming`,
  field(index, type = 'text') {
    const field = `JSON_VALUE(incoming.fields, '$[${index}]')`;
    return type === 'integer' ? `CAST(${field} AS SIGNED)` : field;
  },
  joinRow: (join, table, alias, where) => `${join} JOIN ${table} ${alias} ON ${where}`,
  element: 'incoming.element',
  isNamed: (column, name) => `(${column}_digest = ${digestOf(name)} AND ${column} = ${name})`,
  packed: (expressions) =>
    `CONVERT(coalesce(JSON_ARRAYAGG(JSON_ARRAY(${expressions.join(', ')})), '[]') USING utf8mb4)`,
  // One result value may not be longer than a packet.
  page: (id, size) => `${id} DIV ${Math.ceil(size / 10)}`,
  /**
   * No expression may be longer than a packet here. What does not fit is left out of the field, and its last line says
   * so; `task_log` has all of it.
   */
  joinedLog(parameter) {
    const rows = `FROM task_log WHERE task_id = $${parameter}`;
    const sizes = `SELECT first_line, sum(octet_length(text) + 1) OVER (ORDER BY first_line) AS size ${rows}`;
    const cut = `(SELECT min(first_line) FROM (${sizes}) AS sized WHERE size > @@max_allowed_packet - ${packetOverhead})`;
    const fitting = `SELECT group_concat(text ORDER BY first_line SEPARATOR '\n') ${rows}`;
    return (
      `(SELECT coalesce(CASE WHEN cut.line IS NULL THEN (${fitting}) ELSE (${fitting} AND first_line < cut.line) || ` +
      `'\n(The log goes on at line ' || (cut.line + 1) || ' in the table task_log: this field takes no more. ' || ` +
      `'See the server setting max_allowed_packet.)' END, '') FROM (SELECT ${cut} AS line) AS cut)`
    );
  },
  insertOnce: (table, insert) => `${insert} ON DUPLICATE KEY UPDATE id = ${table}.id`,
  forUpdate: ' FOR UPDATE',
  forShare: ' LOCK IN SHARE MODE',
  time: (milliseconds) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', ''),
  milliseconds: (column) => `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column}) DIV 1000`,
  lastId:
    'SELECT AUTO_INCREMENT - 1 AS last FROM information_schema.tables ' +
    'WHERE table_schema = DATABASE() AND table_name = $1',
  continueIds: (table, last) => [`ALTER TABLE ${table} AUTO_INCREMENT = ${last + 1}`],
  tableNames: 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  columnNames:
    'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = $1',
  createTable,
  keyNames:
    'SELECT DISTINCT index_name AS name FROM information_schema.statistics ' +
    'WHERE table_schema = DATABASE() AND table_name = $1',
  addPartialKey,
  types: {
    id: 'BIGINT AUTO_INCREMENT PRIMARY KEY',
    rowId: 'BIGINT AUTO_INCREMENT PRIMARY KEY',
    reference: 'BIGINT',
    integer: 'BIGINT',
    flag: 'TINYINT',
    text: 'LONGTEXT',
    key: 'VARCHAR(255)',
    time: 'DATETIME(3)',
    emptyText: "('')",
  },
};
