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
  /** Why the server cannot open its definition; empty where it can. */
  readonly fault: string;
}

/** A view's comment is the word VIEW; of what is broken, it is the server's error. */
export function listedTable(row: Row): ListedTable {
  const [name, type, engine, comment] = row as readonly [string, string, string | null, string | null];
  const isView = type.endsWith('VIEW');
  const isBroken = isView ? !isOrdinaryView(type, comment) : engine === null;
  const description = isView || isBroken ? '' : (comment ?? '');
  return {
    table: { name, kind: isView ? 'view' : 'table', description, fingerprint: '' },
    fault: isBroken ? (comment ?? '').replace(/\.$/, '') : '',
  };
}

function isOrdinaryView(type: string, comment: string | null): boolean {
  return type !== 'VIEW' || comment === null || comment === '' || comment.toUpperCase() === 'VIEW';
}
