import { ThothError } from '../../base/errors';

/**
 * The few pieces of SQL that the engines of a project database write differently. Rows go in as one bound JSON array of
 * arrays (parameter 1), and come out packed into JSON: one value to bind or fetch, however many rows there are.
 */
export interface SqlDialect {
  /** Inserts the rows of parameter 1, whose fields stand in the order of `columns`. */
  insertRows(table: string, columns: readonly string[]): string;
  /** Updates the rows of parameter 1: the first field is the id, the others stand in the order of `columns`. */
  updateRows(table: string, columns: readonly string[]): string;
  /** A FROM item named `incoming`: the elements of the JSON array bound as `$<parameter>`. */
  incoming(parameter: number): string;
  /** Field `index` of an element of `incoming` that is itself an array. */
  field(index: number): string;
  /** An element of `incoming` that is a plain value. */
  readonly element: string;
  /** An aggregate: a JSON array with one array for each row, in no certain order. */
  packed(expressions: readonly string[]): string;
  /** A GROUP BY expression that puts rows with neighbouring ids together, `size` at most. */
  page(id: string, size: number): string;
  /** An expression: the whole log of the task whose id is bound as `$<parameter>`, in order; empty if there is none. */
  joinedLog(parameter: number): string;
  /** A moment (milliseconds since 1970 UTC) as the engine compares and stores it. */
  time(milliseconds: number): string;
}

const sqlite: SqlDialect = {
  insertRows(table, columns) {
    const fields = columns.map((_, index) => sqlite.field(index));
    return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${fields.join(', ')} FROM ${sqlite.incoming(1)}`;
  },
  updateRows(table, columns) {
    const assignments = columns.map((column, index) => `${column} = ${sqlite.field(index + 1)}`);
    return (
      `UPDATE ${table} SET ${assignments.join(', ')} FROM ${sqlite.incoming(1)} ` +
      `WHERE ${table}.id = ${sqlite.field(0)}`
    );
  },
  incoming: (parameter) => `jsonb_each($${parameter}) AS incoming`,
  field: (index) => `(incoming.value ->> ${index})`,
  element: 'incoming.value',
  packed: (expressions) => `json_group_array(json_array(${expressions.join(', ')}))`,
  page: (id, size) => `${id} / ${size}`,
  joinedLog: (parameter) =>
    "(SELECT coalesce(group_concat(text, char(10)), '') FROM " +
    `(SELECT text FROM task_log WHERE task_id = $${parameter} ORDER BY first_line) AS chunks)`,
  time: (milliseconds) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', ' +00:00'),
};

const dialects: Readonly<Record<string, SqlDialect>> = { sqlite };

/** @throws ThothError PROJECT_DATABASE_UNSUPPORTED */
export function dialectOf(name: string): SqlDialect {
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
  if (dialect) return dialect;
  throw new ThothError(
    'PROJECT_DATABASE_UNSUPPORTED',
    `A project database of the kind "${name}" is not supported. ` +
      'Use a file: leave the setting thoth.projectDatabase empty.',
  );
}
