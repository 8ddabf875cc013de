import type { FieldType } from './dialect';

/** A column, which field of an incoming row it takes, and what it holds. */
export interface InsertedColumn {
  readonly name: string;
  readonly field: number;
  readonly type: FieldType;
}

/** Columns that take the fields of a row in their order; for engines that do not ask what they hold. */
export function columnsInOrder(columns: readonly string[]): readonly InsertedColumn[] {
  return columns.map((name, field) => ({ name, field, type: 'text' }));
}
