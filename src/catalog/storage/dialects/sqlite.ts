import { quoted, type SqlDialect } from './dialect';
import type { PartialKey, TableKey, TableShape } from './tableShape';

function createTable({ name, lines, keys = [] }: TableShape): readonly string[] {
  const unique = keys.filter((key) => key.unique).map(({ columns }) => `UNIQUE (${columns.join(', ')})`);
  const indexes = keys.filter((key) => !key.unique).map((key) => createIndex(name, key));
  return [`CREATE TABLE ${name} (\n  ${[...lines, ...unique].join(',\n  ')}\n)`, ...indexes];
}

function createIndex(table: string, { name, columns, only }: TableKey): string {
  const where = only ? ` WHERE ${only[0]} = '${only[1]}'` : '';
  return `CREATE INDEX ${name} ON ${table} (${columns.join(', ')})${where}`;
}

function addPartialKey(table: string, { name, columns, only: [column, value] }: PartialKey): string {
  return `CREATE UNIQUE INDEX ${name} ON ${table} (${columns.join(', ')}) WHERE ${column} = '${value}'`;
}

/** The longest log in a field: more than a million lines. To compose it, SQLite takes six times its memory. */
const maxLogBytes = 108 * 1024 * 1024;
/** More than any number of a line. */
const noLine = Number.MAX_SAFE_INTEGER;

export const sqlite: SqlDialect = {
  insertRows(table, columns) {
    const names = columns.map(({ name }) => quoted(name));
    const values = columns.map(({ field }) => sqlite.field(field));
    return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${sqlite.incoming(1)}`;
  },
  updateRows(table, idField, columns, unchanged = []) {
    const assignments = columns.map(({ name, field }) => `${quoted(name)} = ${sqlite.field(field)}`);
    const isRow = `${table}.id = ${sqlite.field(idField)}`;
    const asRead = unchanged.map(({ name, field }) => `${table}.${quoted(name)} = ${sqlite.field(field)}`);
    return sqlite.updateFrom(table, assignments, sqlite.incoming(1), [isRow, ...asRead].join(' AND '));
  },
  updateFrom: (table, assignments, from, where) =>
    `UPDATE ${table} SET ${assignments.join(', ')} FROM ${from} WHERE ${where}`,
  incoming: (parameter) => `jsonb_each($${parameter}) AS incoming`,
  field: (index) => `(incoming.value ->> ${index})`,
  joinRow: (join, table, alias, where) => `${join} JOIN ${table} ${alias} ON ${where}`,
  element: 'incoming.value',
  isNamed: (column, name) => `${column} = ${name}`,
  packed: (expressions) => `json_group_array(json_array(${expressions.join(', ')}))`,
  page: (id, size) => `${id} / ${size}`,
  /**
   * What does not fit is left out of the field, and its last line says so; `task_log` has all of it. The rows come in the
   * order of the index: sorted in the aggregate, all texts would be copied.
   */
  joinedLog(parameter) {
    const rows = `FROM task_log WHERE task_id = $${parameter}`;
    const sizes = `SELECT first_line, sum(octet_length(text) + 1) OVER (ORDER BY first_line) AS size ${rows}`;
    const cut = `SELECT coalesce(min(first_line), ${noLine}) AS line FROM (${sizes}) WHERE size > ${maxLogBytes}`;
    const fitting = `SELECT text ${rows} AND first_line < (SELECT line FROM cut) ORDER BY first_line`;
    const note =
      `SELECT '(The log goes on at line ' || (line + 1) || ' in the table task_log: this field takes no more.)' ` +
      `FROM cut WHERE line < ${noLine}`;
    return (
      `(WITH cut AS MATERIALIZED (${cut}) SELECT coalesce(group_concat(text, char(10)), '') ` +
      `FROM (SELECT text FROM (${fitting}) UNION ALL ${note}))`
    );
  },
  insertOnce: (_table, insert, key) => `${insert} ON CONFLICT (${key.join(', ')}) DO NOTHING`,
  forUpdate: '',
  forShare: '',
  time: (milliseconds) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', ' +00:00'),
  milliseconds: (column) => `strftime('%s', ${column}) * 1000 + substr(${column}, 21, 3)`,
  lastId: 'SELECT seq AS last FROM sqlite_sequence WHERE name = $1',
  continueIds: (table, last) => [
    `INSERT INTO sqlite_sequence (name, seq) SELECT name, ${last} FROM sqlite_master WHERE name = '${table}' ` +
      "AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)",
    `UPDATE sqlite_sequence SET seq = ${last} WHERE name = '${table}' AND seq < ${last}`,
  ],
  tableNames: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
  columnNames: 'SELECT name FROM pragma_table_info($1)',
  createTable,
  keyNames: 'SELECT name FROM pragma_index_list($1)',
  addPartialKey,
  types: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    rowId: 'INTEGER PRIMARY KEY',
    reference: 'INTEGER',
    integer: 'INTEGER',
    flag: 'INTEGER',
    text: 'TEXT',
    key: 'TEXT',
    time: 'DATETIME',
    emptyText: "''",
  },
};
