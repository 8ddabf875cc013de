import type { SourceTable } from '../source';
import type { Query, Row } from './session';

/** Only what MariaDB finds in a table's definition, without opening the table. */
export function tablesQuery(database: string): Query {
  return {
    sql: `
      SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COMMENT
      FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND TABLE_TYPE <> 'SEQUENCE'`,
    values: [database],
  };
}

export interface ListedTable {
  readonly table: SourceTable;
  /** Why it has no columns, should it have none. */
  readonly fault: string;
}

const faultOfView = 'it refers to tables, columns or functions that are not there, or that its definer may not use';

/** A view's comment is the word VIEW; that of a table whose definition is damaged is the server's error. */
export function listedTable(row: Row): ListedTable {
  const [name, type, engine, comment] = row as readonly [string, string, string | null, string | null];
  const isView = type.endsWith('VIEW');
  const isDamaged = !isView && engine === null;
  return {
    table: {
      name,
      kind: isView ? 'view' : 'table',
      description: isView || isDamaged ? '' : (comment ?? ''),
      fingerprint: '',
    },
    fault: isView ? faultOfView : isDamaged ? (comment ?? '') : '',
  };
}
