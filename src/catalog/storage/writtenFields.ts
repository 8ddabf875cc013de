import type { Field, FieldKind, Fields, RowOf, Table } from '../fields/field';
import type { Connection, SqlValue } from './connection';
import type { FieldType, SqlDialect, WrittenColumn } from './dialects/dialect';
import { writePacked, type PackedRow } from './packedRows';
import { storable } from './storable';

type Values = Readonly<Record<string, unknown>>;

/** Packs a row that comes in two parts. @param rest the properties that `part` lacks; it may have more */
export type PartsPacker<Row> = <Part extends Partial<Row>>(part: Part, rest: Omit<Row, keyof Part>) => PackedRow;

/** The fields of a table that are written, from rows that have them as properties. */
export class WrittenFields<Row extends object> {
  /** @param copies columns that take the value of another property, so that it is sent once */
  constructor(
    readonly table: string,
    readonly fields: readonly Field[],
    private readonly copies: readonly (readonly [copy: Field, of: Field])[] = [],
  ) {}

  /** Makes the function that packs a row. */
  packer(dialect: SqlDialect): (row: Row) => PackedRow {
    const packParts = this.partsPacker(dialect);
    return (row) => packParts(row, row);
  }

  /**
   * Makes the function that packs a row in two parts: merging them into one object would take longer than all the rest.
   */
  partsPacker(dialect: SqlDialect): PartsPacker<Row> {
    const { fields } = this;
    return (part, rest) => {
      const values = part as Values;
      const others = rest as Values;
      const packed: SqlValue[] = [];
      for (const { property, kind } of fields) {
        const value = values[property];
        packed.push(packValue(kind, value === undefined ? others[property] : value, dialect));
      }
      return packed;
    };
  }

  /** The columns that a statement writes. */
  get columns(): readonly WrittenColumn[] {
    const columns = this.fields.map((field, index) => writtenColumn(field, index));
    return [...columns, ...this.copies.map(([copy, of]) => writtenColumn(copy, this.fields.indexOf(of)))];
  }

  /**
   * The columns that an INSERT must name: those that differ from the database's default in some row. Most fields have
   * their default in most rows, and each column costs time.
   */
  columnsFor(rows: readonly PackedRow[], dialect: SqlDialect): readonly WrittenColumn[] {
    const needed = this.fields.map(({ kind, initial }, index) => {
      if (initial === undefined) return true;
      const packed = packValue(kind, initial, dialect);
      return rows.some((row) => row[index] !== packed);
    });
    return this.columns.filter(({ field }) => needed[field]);
  }
}

/** The fields with these properties, of one table. */
export function written<List extends Fields, const Property extends keyof List & string>(
  table: Table<List>,
  properties: readonly Property[],
  copies?: Readonly<Partial<Record<keyof List & string, Property>>>,
): WrittenFields<Pick<RowOf<List>, Property>> {
  const pairs = Object.entries((copies ?? {}) as Readonly<Record<string, Property>>);
  return new WrittenFields(
    table.name,
    properties.map((property) => table.fields[property]),
    pairs.map(([copy, of]) => [table.fields[copy] as Field, table.fields[of]] as const),
  );
}

/** Inserts rows. */
export async function insertRows<Row extends object>(
  connection: Connection,
  fields: WrittenFields<Row>,
  rows: readonly Row[],
): Promise<void> {
  await insertPacked(connection, fields, rows.map(fields.packer(connection.dialect)));
}

/** Inserts rows that are packed already. */
export async function insertPacked<Row extends object>(
  connection: Connection,
  fields: WrittenFields<Row>,
  rows: readonly PackedRow[],
): Promise<void> {
  const { dialect } = connection;
  await writePacked(connection, dialect.insertRows(fields.table, fields.columnsFor(rows, dialect)), rows);
}

/** Updates the rows that have these ids. */
export async function updateRows<Row extends { readonly id: number }>(
  connection: Connection,
  fields: WrittenFields<Row>,
  rows: readonly Row[],
): Promise<void> {
  await updatePacked(connection, fields, rows.map(fields.packer(connection.dialect)));
}

/**
 * Updates those of the rows in which some fields still have the values in `was`, which other windows may have changed
 * since they were read.
 * @returns how many were updated
 */
export async function updateUnchangedRows<Row extends { readonly id: number }, Was extends object>(
  connection: Connection,
  fields: WrittenFields<Row>,
  unchanged: WrittenFields<Was>,
  rows: readonly (Row & { readonly was: Was })[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { dialect } = connection;
  const packRow = fields.packer(dialect);
  const packWas = unchanged.packer(dialect);
  const { idField, changed } = updatedColumns(fields);
  const compared = unchanged.columns.map((column) => ({ ...column, field: fields.fields.length + column.field }));
  const sql = dialect.updateRows(fields.table, idField, changed, compared);
  return writePacked(
    connection,
    sql,
    rows.map((row) => [...packRow(row), ...packWas(row.was)]),
  );
}

/** Updates rows that are already packed. */
export async function updatePacked<Row extends { readonly id: number }>(
  connection: Connection,
  fields: WrittenFields<Row>,
  rows: readonly PackedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { idField, changed } = updatedColumns(fields);
  await writePacked(connection, connection.dialect.updateRows(fields.table, idField, changed), rows);
}

function updatedColumns(fields: WrittenFields<never>): { idField: number; changed: readonly WrittenColumn[] } {
  const idField = fields.fields.findIndex(({ kind }) => kind === 'id');
  return { idField, changed: fields.columns.filter(({ field }) => field !== idField) };
}

/** A value in the form in which it is bound within JSON. */
export function packValue(kind: FieldKind, value: unknown, dialect: SqlDialect): SqlValue {
  if (value === null) return null;
  switch (kind) {
    case 'flag':
      return value === true ? 1 : 0;
    case 'time':
      return dialect.time(value as number);
    case 'texts': {
      const texts = value as readonly string[];
      return texts.length > 0 ? JSON.stringify(storable(texts)) : '';
    }
    case 'id':
    case 'reference':
    case 'integer':
    case 'text':
    case 'log':
      return value as SqlValue;
  }
}

const types: Readonly<Record<FieldKind, FieldType>> = {
  id: 'integer',
  reference: 'integer',
  integer: 'integer',
  flag: 'integer',
  text: 'text',
  texts: 'text',
  log: 'text',
  time: 'time',
};

function writtenColumn({ column, kind }: Field, field: number): WrittenColumn {
  return { name: column, field, type: types[kind] };
}
