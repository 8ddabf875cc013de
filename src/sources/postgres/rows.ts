import type { RowLimits } from '../source';
import type { Row } from './connection';
import { quoted } from './names';
import { askedTables } from './tables';

/** Roles that reach the files and programs of the server. A superuser does too. */
const serverRoles = "('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')";

/**
 * What has to be known before the rows of a table are read; one row per table:
 * - whether the table exists;
 * - how to show the columns of types that are not the server's own, and of binary ones, directly or through a domain;
 * - whether this login reaches the files and programs of the server, itself or by a role that it could switch to;
 * - why reading rows may run functions of other users, as a key of `hazards`; null where it cannot;
 * - whether it can be locked, which a materialized view cannot.
 *
 * The planner computes constant parts of the expressions of indexes, statistics and partition keys, even of an empty
 * table, so functions in them run when a table is read. Dependencies on the server's own objects are not recorded. Only
 * superusers make base types, and functions in languages that are not trusted, such as C: those of extensions are safe.
 */
export const tableFactsQuery = `
  SELECT relation.oid IS NOT NULL, (
    SELECT json_object_agg(name, CASE type WHEN 'bytea'::regtype THEN 'binary' ELSE 'foreign' END)
    FROM (
      WITH RECURSIVE typed (name, type) AS (
        SELECT attname, atttypid FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT name, typbasetype FROM typed JOIN pg_type ON pg_type.oid = type AND typtype = 'd'
      )
      SELECT name, type FROM typed JOIN pg_type ON pg_type.oid = type
      WHERE typtype <> 'd' AND (type = 'bytea'::regtype OR typnamespace <> 'pg_catalog'::regnamespace)
    ) AS shown_columns
  ), EXISTS (
    SELECT FROM pg_roles
    WHERE (rolsuper OR rolname IN ${serverRoles})
      AND (pg_has_role(current_user, pg_roles.oid, 'MEMBER') OR pg_has_role(session_user, pg_roles.oid, 'MEMBER'))
  ), (
    WITH RECURSIVE family (member) AS (
      SELECT relation.oid
      UNION
      SELECT inhrelid FROM family JOIN pg_inherits ON inhparent = member
    ), planned (class, object) AS (
      SELECT 'pg_class'::regclass, indexrelid FROM pg_index WHERE indrelid IN (SELECT member FROM family)
      UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
        WHERE stxrelid IN (SELECT member FROM family)
      UNION ALL SELECT 'pg_class'::regclass, partrelid FROM pg_partitioned_table
        WHERE partrelid IN (SELECT member FROM family)
    )
    SELECT CASE
      WHEN relation.relkind = 'v' THEN 'view'
      WHEN EXISTS (SELECT FROM pg_class JOIN family ON member = oid WHERE relkind = 'f') THEN 'foreignTable'
      WHEN row_security_active(relation.oid) THEN 'rowSecurity'
      WHEN EXISTS (
        SELECT FROM planned
        JOIN pg_depend ON classid = class AND objid = object
        LEFT JOIN pg_operator ON refclassid = 'pg_operator'::regclass AND pg_operator.oid = refobjid
        LEFT JOIN pg_proc
          ON pg_proc.oid = CASE refclassid WHEN 'pg_proc'::regclass THEN refobjid ELSE oprcode::oid END
        LEFT JOIN pg_language ON pg_language.oid = prolang
        LEFT JOIN pg_type AS used ON refclassid = 'pg_type'::regclass AND used.oid = refobjid
        LEFT JOIN pg_type AS element ON element.oid = used.typelem
        WHERE lanpltrusted OR coalesce(element.typtype, used.typtype) NOT IN ('b', 'e')
      ) THEN 'expression' END
  ), relation.relkind IN ('r', 'p')
  FROM ${askedTables}`;

/** Why reading rows may run functions of other users. */
export const hazards = {
  view: 'it is a view, which may call functions of other users',
  foreignTable:
    'it is a foreign table or has one among its partitions, and its rows come from outside of this database',
  rowSecurity: 'its row-level security may call functions of other users',
  expression: 'an index, a statistic or a partition key of it may call functions of other users',
} as const;

export interface TableFacts {
  readonly exists: boolean;
  readonly shownColumns: ShownColumns;
  /** Whether this login reaches the files and programs of the server. */
  readonly reachesServer: boolean;
  readonly hazard: keyof typeof hazards | null;
  readonly canBeLocked: boolean;
}

/** The columns that are not simply cast to text. */
type ShownColumns = Readonly<Record<string, 'binary' | 'foreign'>>;

export function unpackTableFacts(row: Row): TableFacts {
  const [exists, shownColumns, reachesServer, hazard, canBeLocked] = row;
  return {
    exists: exists === 't',
    shownColumns: JSON.parse(shownColumns ?? '{}') as ShownColumns,
    reachesServer: reachesServer === 't',
    hazard: (hazard ?? null) as TableFacts['hazard'],
    canBeLocked: canBeLocked === 't',
  };
}

/** Lets nobody turn a table into a view, or change the types of its columns, until the transaction ends. */
export function lockQuery(schema: string, table: string): string {
  return `LOCK TABLE ${quoted(schema)}.${quoted(table)} IN ACCESS SHARE MODE`;
}

/** A query for the first rows of a table. It has no ORDER BY, so that the server reads only these rows. */
export function rowsQuery(
  schema: string,
  table: string,
  columns: readonly string[],
  shownColumns: ShownColumns,
  limits: RowLimits,
): string {
  const cells = columns.map((column) => cell(quoted(column), shownColumns[column], Math.trunc(limits.characters)));
  return `SELECT ${cells.join(', ')} FROM ${quoted(schema)}.${quoted(table)} LIMIT ${Math.trunc(limits.rows)}`;
}

/** A cast to text may be a function of the user who made the type; `format` uses the output function of the type. */
function cell(column: string, shown: ShownColumns[string] | undefined, characters: number): string {
  if (shown === 'binary') return `'(' || octet_length(${column}) || ' bytes)'`;
  if (shown === 'foreign')
    return `CASE WHEN ${column} IS DISTINCT FROM NULL THEN left(format('%s', ${column}), ${characters}) END`;
  return `left(${column}::text, ${characters})`;
}
