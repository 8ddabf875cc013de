import type { SourceColumn, SourceForeignKey, UnresolvedForeignKey } from '../source';
import { foldName } from './names';

/** For `readPages`: the foreign keys of each table, a row for each pair of columns. */
export const foreignKeysQuery = `
  SELECT
    (SELECT json_group_array(json_array(id, "table", "from", "to"))
       FROM pragma_foreign_key_list(asked.value, 'main')) AS text
  FROM json_each($1) AS asked
  ORDER BY asked.key`;

type PackedPair = readonly [id: number, targetTable: string, column: string, targetColumn: string | null];

/** A foreign key as its table declares it; `targetColumns` is null where it refers to the target's primary key. */
export interface DeclaredForeignKey {
  readonly columns: readonly string[];
  readonly targetTable: string;
  readonly targetColumns: readonly string[] | null;
}

/** A table that a foreign key can point at. */
export interface TargetTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
}

/** A foreign key's target; `missing` where there is no such table, `unreadable` where its columns cannot be read. */
export type Target = TargetTable | 'missing' | 'unreadable';

/** The foreign keys of one table, in the order of their declaration. SQLite lists the last one first, its pairs in order. */
export function unpackForeignKeys(json: string): DeclaredForeignKey[] {
  const keys: PackedPair[][] = [];
  let last: number | undefined;
  for (const pair of JSON.parse(json) as PackedPair[]) {
    if (pair[0] === last) keys.at(-1)?.push(pair);
    else keys.push([pair]);
    last = pair[0];
  }
  return keys.reverse().map(declaredForeignKey);
}

function declaredForeignKey(pairs: readonly PackedPair[]): DeclaredForeignKey {
  const isImplicit = pairs.every((pair) => pair[3] === null);
  return {
    columns: pairs.map((pair) => pair[2]),
    targetTable: pairs[0]?.[1] ?? '',
    targetColumns: isImplicit ? null : pairs.map((pair) => pair[3] ?? ''),
  };
}

export function targetTable(name: string, columns: readonly SourceColumn[]): TargetTable {
  const primaryKey: string[] = [];
  const names = columns.map((column) => {
    if (column.primaryKeyPosition > 0) primaryKey[column.primaryKeyPosition - 1] = column.name;
    return column.name;
  });
  return { name, columns: names, primaryKey };
}

/** The foreign key with all names as the catalog spells them, or the reason why it has no target. */
export function resolveForeignKey(key: DeclaredForeignKey, target: Target): SourceForeignKey | UnresolvedForeignKey {
  const { columns } = key;
  if (target === 'missing') return unresolved(key, key.targetTable, `There is no table "${key.targetTable}".`);
  if (target === 'unreadable') {
    return unresolved(key, key.targetTable, `The columns of "${key.targetTable}" cannot be read.`);
  }
  const { name, primaryKey } = target;
  if (key.targetColumns === null) {
    if (primaryKey.length === columns.length) {
      return { name: '', columns, targetTable: name, targetColumns: primaryKey };
    }
    return unresolved(key, name, `${primaryKeySize(target)}, but the foreign key has ${countColumns(columns.length)}.`);
  }
  const targetColumns: string[] = [];
  for (const declared of key.targetColumns) {
    const column = findName(declared, target.columns);
    if (column === undefined) return unresolved(key, name, `Table "${name}" has no column "${declared}".`);
    targetColumns.push(column);
  }
  return { name: '', columns, targetTable: name, targetColumns };
}

export function isResolved(key: SourceForeignKey | UnresolvedForeignKey): key is SourceForeignKey {
  return 'targetColumns' in key;
}

function findName(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.includes(name)) return name;
  const folded = foldName(name);
  return candidates.find((candidate) => foldName(candidate) === folded);
}

function unresolved(key: DeclaredForeignKey, table: string, reason: string): UnresolvedForeignKey {
  return { columns: key.columns, targetTable: table, reason };
}

function primaryKeySize({ name, primaryKey }: TargetTable): string {
  return primaryKey.length === 0
    ? `Table "${name}" has no primary key`
    : `The primary key of "${name}" has ${countColumns(primaryKey.length)}`;
}

function countColumns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`;
}
