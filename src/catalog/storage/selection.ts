import { yieldToEventLoop } from '../../base/clock';
import type { Field, FieldKind, Fields, FieldShape, Shown, Table, ValueOf } from '../fields/field';
import type { Connection, SqlValue } from './connection';
import type { SqlDialect } from './dialects/dialect';
import { parsePacked } from './packedRows';

/** A value that a query reads: its SQL, and its kind. */
export interface Expression<Value = unknown> {
  readonly sql: string;
  readonly kind: FieldKind;
  /** For the compiler only. */
  readonly types?: { readonly value: Value };
}

/** A field as a column of its table, or of an alias of its table in the query. */
export function column<Shape extends FieldShape>(field: Field<Shape>, alias?: string): Expression<ValueOf<Shape>> {
  return { sql: `${alias ?? field.table}."${field.column}"`, kind: field.kind };
}

/** Fields as columns of their table. */
export function columns<List extends Fields, Property extends keyof List>(
  table: Table<List>,
  properties: readonly Property[],
): { readonly [Each in NoInfer<Property>]: Expression<ValueOf<List[Each]>> } {
  const entries = properties.map((property) => [property, column(table.fields[property])]);
  return Object.fromEntries(entries) as { readonly [Each in Property]: Expression<ValueOf<List[Each]>> };
}

/** The fields of a table that are shown to people. */
export function shownColumns<List extends Fields>(
  table: Table<List>,
): { readonly [Property in keyof Shown<List>]: Expression<ValueOf<List[Property]>> } {
  const shown = Object.entries<Field>(table.fields).filter(([, field]) => field.shown);
  const entries = shown.map(([property, field]) => [property, column(field)]);
  return Object.fromEntries(entries) as {
    readonly [Property in keyof Shown<List>]: Expression<ValueOf<List[Property]>>;
  };
}

/** A field's value in its stored form: flags as 0 or 1, lists as JSON, times as milliseconds since 1970 UTC. */
export function stored({ sql, kind }: Expression): Expression<SqlValue> {
  return { sql, kind: storedKind(kind) };
}

/** The kind by which a field's values are read and written in their stored form. */
export function storedKind(kind: FieldKind): FieldKind {
  if (kind === 'flag') return 'integer';
  return kind === 'texts' ? 'text' : kind;
}

/** Fields of a table, in their stored form. */
export function storedColumns<List extends Fields, Property extends keyof List>(
  table: Table<List>,
  properties: readonly Property[],
): { readonly [Each in NoInfer<Property>]: Expression<SqlValue> } {
  const entries = properties.map((property) => [property, stored(column(table.fields[property]))]);
  return Object.fromEntries(entries) as { readonly [Each in Property]: Expression<SqlValue> };
}

/** A value that is null if a LEFT JOIN finds no row. */
export function orNull<Value>({ sql, kind }: Expression<Value>): Expression<Value | null> {
  return { sql, kind };
}

/** Whether a time is set: the time at which an element was found to be gone from its source. */
export function isGone(goneAt: string): Expression<boolean> {
  return { sql: `CASE WHEN ${goneAt} IS NULL THEN 0 ELSE 1 END`, kind: 'flag' };
}

type Expressions = Readonly<Record<string, Expression>>;

/** The row that a selection gives. */
type Selected<List extends Expressions> = {
  readonly [Property in keyof List]: List[Property] extends Expression<infer Value> ? Value : never;
};

/** The type of a selection's rows. */
export type SelectedRow<Any> = Any extends Selection<infer Row> ? Row : never;

/**
 * The named values that a query reads of each row. The rows come packed into JSON: one value to fetch for any number of
 * rows.
 */
export class Selection<Row extends object> {
  private readonly toRow: (values: readonly unknown[]) => Row;

  constructor(private readonly expressions: Expressions) {
    this.toRow = compileUnpacking<Row>(expressions);
  }

  /** An aggregate: all rows in one JSON value, in no particular order. */
  packed(dialect: SqlDialect): string {
    return dialect.packed(Object.values(this.expressions).map((expression) => sqlOf(expression, dialect)));
  }

  unpack(packed: string): readonly Row[] {
    return parsePacked<readonly unknown[]>(packed).map(this.toRow);
  }

  /** The expressions as columns of a subquery, each with its name. */
  get named(): string {
    return Object.entries(this.expressions)
      .map(([name, { sql }]) => `${sql} AS "${name}"`)
      .join(', ');
  }

  /** The same rows, read from a subquery that has the columns of `named`. */
  ofSubquery(alias: string): Selection<Row> {
    const entries = Object.entries(this.expressions).map(([name, { kind }]) => [
      name,
      { sql: `${alias}."${name}"`, kind },
    ]);
    return new Selection<Row>(Object.fromEntries(entries) as Expressions);
  }
}

export function select<List extends Expressions>(expressions: List): Selection<Selected<List>> {
  return new Selection<Selected<List>>(expressions);
}

/**
 * Reads the rows of a query page by page, with a turn of the event loop after each page.
 * @param rest the query from FROM on; each group of its GROUP BY is a page
 */
export async function* readPages<Row extends object>(
  connection: Connection,
  selection: Selection<Row>,
  rest: string,
  ...bind: readonly SqlValue[]
): AsyncGenerator<readonly Row[]> {
  const sql = `SELECT ${selection.packed(connection.dialect)} AS packed ${rest}`;
  const pages = await connection.rows<{ packed: string }>(sql, ...bind);
  for (const [index, { packed }] of pages.entries()) {
    if (index > 0) await yieldToEventLoop();
    yield selection.unpack(packed);
  }
}

function sqlOf({ sql, kind }: Expression, dialect: SqlDialect): string {
  return kind === 'time' ? `CASE WHEN ${sql} IS NULL THEN NULL ELSE ${dialect.milliseconds(sql)} END` : sql;
}

/** Makes the function that turns a row's values into an object. It looks up the kinds once, not for each row. */
function compileUnpacking<Row>(expressions: Expressions): (values: readonly unknown[]) => Row {
  const names = Object.keys(expressions);
  const converted = Object.entries(expressions).flatMap(([name, { kind }]) => {
    const unpack = unpackers[kind];
    return unpack ? [{ name, unpack }] : [];
  });
  // copying an object of the final shape is much faster than adding its properties one by one
  const blank = Object.fromEntries(names.map((name) => [name, null as unknown]));
  return (values) => {
    const row = { ...blank };
    let index = 0;
    for (const name of names) {
      row[name] = values[index];
      index += 1;
    }
    for (const { name, unpack } of converted) row[name] = unpack(row[name]);
    return row as Row;
  };
}

/** How to read the values that have another form in JSON than in the program. */
const unpackers: { readonly [Kind in FieldKind]?: (value: unknown) => unknown } = {
  flag: (value) => value === 1,
  texts: (value) => (value === '' ? [] : JSON.parse(value as string)),
};
