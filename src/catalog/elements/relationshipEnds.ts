import type { RelationshipValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { pack, packedPages, type Row } from '../storage/packedRows';

/** A relationship as it was read from the source, and the id of the catalog's table it starts from. */
export interface SourcedRelationship {
  readonly tableId: number;
  readonly values: RelationshipValues;
}

/** The rows that a relationship's names stand for. */
export interface RelationshipEnds {
  readonly sourceColumnId: number;
  /** The source column's `fk_field` as it is stored. */
  readonly foreignKey: string;
  readonly targetTableId: number;
  readonly targetColumnId: number;
}

type PackedEnds = readonly [
  index: number,
  sourceColumnId: number | null,
  foreignKey: string | null,
  targetTableId: number | null,
  targetColumnId: number | null,
];

/** Finds the ends of all relationships in one query; one whose names the catalog does not have is left out. */
export async function readEnds(
  connection: Connection,
  sqlDbId: number,
  relationships: readonly SourcedRelationship[],
): Promise<ReadonlyMap<RelationshipValues, RelationshipEnds>> {
  if (relationships.length === 0) return new Map();
  const { dialect } = connection;
  const names = relationships.map(({ tableId, values }, index) => [
    index,
    tableId,
    values.sourceColumn,
    values.targetTable,
    values.targetColumn,
  ]);
  const packed = dialect.packed([
    dialect.field(0, 'integer'),
    'source.id',
    'source.fk_field',
    'target_table.id',
    'target.id',
  ]);
  const isSource = dialect.isNamed('source.original_column_name', dialect.field(2));
  const isTargetTable = dialect.isNamed('target_table.name', dialect.field(3));
  const isTarget = dialect.isNamed('target.original_column_name', dialect.field(4));
  const joins = [
    dialect.joinRow(
      'LEFT',
      'sql_column',
      'source',
      `source.sql_table_id = ${dialect.field(1, 'integer')} AND ${isSource}`,
    ),
    dialect.joinRow('LEFT', 'sql_table', 'target_table', `target_table.sql_db_id = $2 AND ${isTargetTable}`),
    dialect.joinRow('LEFT', 'sql_column', 'target', `target.sql_table_id = target_table.id AND ${isTarget}`),
  ];
  const pages = packedPages<PackedEnds>(
    connection,
    `SELECT ${packed} AS packed FROM ${[dialect.incoming(1), ...joins].join(' ')}`,
    pack(names),
    sqlDbId,
  );
  const ends = new Map<RelationshipValues, RelationshipEnds>();
  for await (const page of pages) {
    for (const [index, sourceColumnId, foreignKey, targetTableId, targetColumnId] of page) {
      const relationship = relationships[index];
      if (!relationship || sourceColumnId === null || targetTableId === null || targetColumnId === null) continue;
      ends.set(relationship.values, { sourceColumnId, foreignKey: foreignKey ?? '', targetTableId, targetColumnId });
    }
  }
  return ends;
}

/** Collects what each column's `fk_field` says and what it should say. */
export class ForeignKeyFields {
  private readonly stored = new Map<number, string>();
  private readonly targets = new Map<number, Set<string>>();

  /** A column as it is stored; without a target it is to be emptied. */
  found(columnId: number, foreignKey: string): void {
    this.stored.set(columnId, foreignKey);
  }

  add(columnId: number, targetTable: string, targetColumn: string): void {
    const target = `${targetTable}.${targetColumn}`;
    const targets = this.targets.get(columnId);
    if (targets) targets.add(target);
    else this.targets.set(columnId, new Set([target]));
  }

  /** The columns that are to be written, as rows of id and `fk_field`. */
  changed(): readonly Row[] {
    const rows = [...this.stored.keys()].map((columnId): [number, string] => [columnId, this.wanted(columnId)]);
    return rows.filter(([columnId, wanted]) => wanted !== this.stored.get(columnId));
  }

  private wanted(columnId: number): string {
    return [...(this.targets.get(columnId) ?? [])].sort().join(', ');
  }
}
