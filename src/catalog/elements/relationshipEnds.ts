import { dottedName } from '../../base/dottedNames';
import type { RelationshipValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import type { SqlDialect } from '../storage/dialects/dialect';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { IncomingRows } from '../storage/incomingRows';
import { column, orNull, readPages, select, type Expression } from '../storage/selection';

/** A relationship as it was read from the source, and the id of the table that it starts from. */
export interface SourcedRelationship {
  readonly tableId: number;
  readonly values: RelationshipValues;
}

/** The rows that a relationship's names refer to. */
export interface RelationshipEnds {
  readonly sourceColumnId: number;
  /** The source column's `fk_field` as it is stored. */
  readonly foreignKey: string;
  readonly targetTableId: number;
  readonly targetColumnId: number;
}

const names = new IncomingRows({
  index: 'integer',
  tableId: 'integer',
  sourceColumn: 'text',
  targetTable: 'text',
  targetColumn: 'text',
});

/** Finds the ends of all relationships in one query; skips those whose names the catalog does not have. */
export async function readEnds(
  connection: Connection,
  sqlDbId: number,
  relationships: readonly SourcedRelationship[],
): Promise<ReadonlyMap<RelationshipValues, RelationshipEnds>> {
  if (relationships.length === 0) return new Map();
  const { dialect } = connection;
  const index: Expression<number> = { sql: names.sqlOf('index', dialect), kind: 'integer' };
  const found = select({
    index,
    sourceColumnId: orNull(column(sqlColumn.fields.id, 'source')),
    foreignKey: orNull(column(sqlColumn.fields.foreignKey, 'source')),
    targetTableId: orNull(column(sqlTable.fields.id, 'target_table')),
    targetColumnId: orNull(column(sqlColumn.fields.id, 'target')),
  });
  const rows = relationships.map(({ tableId, values }, place) => {
    const { sourceColumn, targetTable, targetColumn } = values;
    return { index: place, tableId, sourceColumn, targetTable, targetColumn };
  });
  const rest = `FROM ${[dialect.incoming(1), ...joinsOf(dialect)].join(' ')}`;
  const ends = new Map<RelationshipValues, RelationshipEnds>();
  for await (const page of readPages(connection, found, rest, names.pack(rows), sqlDbId)) {
    for (const { index: place, sourceColumnId, foreignKey, targetTableId, targetColumnId } of page) {
      const relationship = relationships[place];
      if (!relationship || sourceColumnId === null || targetTableId === null || targetColumnId === null) continue;
      ends.set(relationship.values, { sourceColumnId, foreignKey: foreignKey ?? '', targetTableId, targetColumnId });
    }
  }
  return ends;
}

/** Joins the columns and the table that an incoming row names. */
function joinsOf(dialect: SqlDialect): readonly string[] {
  const isSource = dialect.isNamed('source.original_column_name', names.sqlOf('sourceColumn', dialect));
  const isTargetTable = dialect.isNamed('target_table.name', names.sqlOf('targetTable', dialect));
  const isTarget = dialect.isNamed('target.original_column_name', names.sqlOf('targetColumn', dialect));
  const tableId = names.sqlOf('tableId', dialect);
  return [
    dialect.joinRow('LEFT', 'sql_column', 'source', `source.sql_table_id = ${tableId} AND ${isSource}`),
    dialect.joinRow('LEFT', 'sql_table', 'target_table', `target_table.sql_db_id = $2 AND ${isTargetTable}`),
    dialect.joinRow('LEFT', 'sql_column', 'target', `target.sql_table_id = target_table.id AND ${isTarget}`),
  ];
}

/** Collects the stored `fk_field` of each column, and what it should be. */
export class ForeignKeyFields {
  private readonly stored = new Map<number, string>();
  private readonly targets = new Map<number, Set<string>>();

  /** Adds a column as it is stored. Without a target, its field becomes empty. */
  found(columnId: number, foreignKey: string): void {
    this.stored.set(columnId, foreignKey);
  }

  add(columnId: number, targetTable: string, targetColumn: string): void {
    const target = dottedName(targetTable, targetColumn);
    const targets = this.targets.get(columnId);
    if (targets) targets.add(target);
    else this.targets.set(columnId, new Set([target]));
  }

  /** The columns whose field must be written. */
  changed(): readonly { readonly id: number; readonly foreignKey: string }[] {
    const rows = [...this.stored.keys()].map((id) => ({ id, foreignKey: this.wanted(id) }));
    return rows.filter(({ id, foreignKey }) => foreignKey !== this.stored.get(id));
  }

  private wanted(columnId: number): string {
    return [...(this.targets.get(columnId) ?? [])].sort().join(', ');
  }
}
