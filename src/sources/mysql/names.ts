import type { ListedTable } from './tables';

/** The tables of a database as they were last listed, found by name as the server finds them. */
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

  /** Why a table has no columns, should it have none; empty where nothing is known. */
  faultOf(table: string): string {
    return this.faults.get(table) ?? '';
  }

  /** Whether two names of a database are the same to the server. */
  isSame(one: string, other: string): boolean {
    return one === other || (!this.isCaseSensitive && one.toLowerCase() === other.toLowerCase());
  }
}
