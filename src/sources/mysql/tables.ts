import type { SourceTable } from '../source';
import type { Query, Row } from './connection';

/** Lists the tables. It reads only what MariaDB finds in a definition, without opening the table. */
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
  /** The reason to report if the table turns out to have no columns. */
  readonly fault: string;
}

const faultOfView = 'it refers to tables, columns or functions that are not there, or that its definer may not use';

/** The server gives VIEW as the comment of a view, and an error message as that of a damaged table. */
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

/** The SQL of a view. */
export function viewDefinitionQuery(database: string, view: string): Query {
  return {
    sql: 'SELECT VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    values: [database, view],
  };
}

/** The tables of the last listing, found by name as the server finds them. */
export class TableNames {
  private readonly faults = new Map<string, string>();
  private readonly folded = new Map<string, string>();

  constructor(
    listed: readonly ListedTable[],
    private readonly isCaseSensitive: boolean,
  ) {
    for (const { table, fault } of listed) {
      this.faults.set(table.name, fault);
      if (!isCaseSensitive) this.folded.set(table.name.toLowerCase(), table.name);
    }
  }

  /** The name as the catalog spells it; undefined where there is no such table. */
  find(name: string): string | undefined {
    return this.faults.has(name) ? name : this.folded.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.faults.has(name);
  }

  /** The reason why a table may have no columns; empty if the server gave none. */
  faultOf(table: string): string {
    return this.faults.get(table) ?? '';
  }

  /** Whether two names mean the same database. */
  isSame(one: string, other: string): boolean {
    return one === other || (!this.isCaseSensitive && one.toLowerCase() === other.toLowerCase());
  }
}
