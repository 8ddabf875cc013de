import type { SqlValue } from './connection';
import type { FieldType, SqlDialect } from './dialects/dialect';
import { pack } from './packedRows';

/** Rows that a query takes as one bound value, and whose values it refers to by name. */
export class IncomingRows<Name extends string> {
  private readonly names: readonly Name[];

  constructor(private readonly types: Readonly<Record<Name, FieldType>>) {
    this.names = Object.keys(types) as Name[];
  }

  /** The SQL of a value, where `SqlDialect.incoming` is in the FROM clause. */
  sqlOf(name: Name, dialect: SqlDialect): string {
    return dialect.field(this.names.indexOf(name), this.types[name]);
  }

  /** The value to bind. */
  pack(rows: readonly Readonly<Record<Name, SqlValue>>[]): string {
    return pack(rows.map((row) => this.names.map((name) => row[name])));
  }
}
