import type { SourceForeignKey, TableForeignKeys, UnresolvedForeignKey } from '../source';
import type { DeclaredKey } from './foreignKeys';

/** The tables and columns that foreign keys of a database can point at. */
export interface Targets {
  isOwnDatabase(name: string): boolean;
  /** The name as the catalog spells it; undefined where there is no such table. */
  tableNamed(name: string): string | undefined;
  /** The names of a table's columns. */
  columnsOf(table: string): readonly string[];
}

/** The foreign keys of one table, in the order of their names. */
export function resolveForeignKeys(
  table: string,
  declared: readonly DeclaredKey[],
  targets: Targets,
): TableForeignKeys {
  const keys = declared
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((key) => resolveForeignKey(key, targets));
  return {
    table,
    foreignKeys: keys.filter(isResolved),
    unresolved: keys.flatMap((key) => (isResolved(key) ? [] : [key])),
  };
}

/** The foreign key with all names as the catalog spells them, or the reason why it has no target. */
function resolveForeignKey(key: DeclaredKey, targets: Targets): SourceForeignKey | UnresolvedForeignKey {
  const { name, columns, targetDatabase, targetTable } = key;
  if (!targets.isOwnDatabase(targetDatabase)) {
    const reason = `"${targetTable}" is in another database, "${targetDatabase}".`;
    return { columns, targetTable: `${targetDatabase}.${targetTable}`, reason };
  }
  const table = targets.tableNamed(targetTable);
  if (table === undefined) {
    return { columns, targetTable, reason: `There is no table "${targetTable}", or it may not be seen.` };
  }
  const targetColumns: string[] = [];
  for (const declared of key.targetColumns) {
    const column = columnNamed(declared, targets.columnsOf(table));
    if (column === undefined) {
      const reason = `Table "${table}" has no column "${declared}", or it may not be seen.`;
      return { columns, targetTable: table, reason };
    }
    targetColumns.push(column);
  }
  return { name, columns, targetTable: table, targetColumns };
}

function isResolved(key: SourceForeignKey | UnresolvedForeignKey): key is SourceForeignKey {
  return 'targetColumns' in key;
}

/** A key that is older than its target keeps its own spelling; these engines ignore the case of column names. */
function columnNamed(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.includes(name)) return name;
  const folded = name.toLowerCase();
  return candidates.find((candidate) => candidate.toLowerCase() === folded);
}
