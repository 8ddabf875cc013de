/** The type of a field's value in the program, by kind. */
export interface FieldKinds {
  /** The row's own id, which the database gives. */
  id: number;
  /** The id of another row. */
  reference: number;
  text: string;
  /** The log of a task: a text that may have millions of characters. */
  log: string;
  integer: number;
  /** Stored as 0 or 1. */
  flag: boolean;
  /** Milliseconds since 1970 UTC; stored as a date. */
  time: number;
  /** Stored as JSON, an empty list as the empty text. */
  texts: readonly string[];
}

export type FieldKind = keyof FieldKinds;

/** The options of a field, besides its name and kind. */
export interface FieldOptions<Value> {
  /** The value that the database gives to a new row without this field; null where the field may be NULL. */
  readonly initial?: Value | null;
  /** Whether people see the field in the tree. */
  readonly shown?: true;
}

/** A field, before it belongs to a table. */
export interface FieldShape<
  Kind extends FieldKind = FieldKind,
  Value = unknown,
  Required extends boolean = boolean,
  Shown extends boolean = boolean,
> extends FieldOptions<unknown> {
  /** Its name in SQL, without quotes. */
  readonly column: string;
  readonly kind: Kind;
  /** For the compiler only: the type of the value, whether a new row must give it, and whether it is shown. */
  readonly types?: { readonly value: Value; readonly required: Required; readonly shown: Shown };
}

/** The type of the field made from a kind, a value type and options. */
type Made<Kind extends FieldKind, Value, Options> = FieldShape<
  Kind,
  Options extends { initial: null } ? Value | null : Value,
  Options extends { initial: unknown } ? false : true,
  Options extends { shown: true } ? true : false
>;

/** Makes fields of one kind, from a name in SQL and options. */
type Maker<Kind extends FieldKind, Value> = <const Options extends FieldOptions<Value> = object>(
  column: string,
  options?: Options,
) => Made<Kind, Value, Options>;

function makerOf<Kind extends FieldKind, Value extends FieldKinds[Kind] = FieldKinds[Kind]>(
  kind: Kind,
): Maker<Kind, Value> {
  return (column, options) => ({ ...options, column, kind });
}

export const reference = makerOf('reference');
export const text = makerOf('text');
export const integer = makerOf('integer');
export const flag = makerOf('flag');
export const time = makerOf('time');
export const texts = makerOf('texts');
export const log = makerOf('log');

/** A text with a fixed set of values: `textOf<'yes' | 'no'>()('answer')`. */
export function textOf<Value extends string>(): Maker<'text', Value> {
  return makerOf<'text', Value>('text');
}

/** The primary key. */
export const id: FieldShape<'id', number, false, true> = { column: 'id', kind: 'id', shown: true };

/** A field of a table of the project database. */
export type Field<Shape extends FieldShape = FieldShape> = Shape & {
  /** Its name in the program. */
  readonly property: string;
  readonly table: string;
};

/** Fields by their names in the program. */
export type Fields = Readonly<Record<string, FieldShape>>;

/** A table of the project database and the list of its fields, which is used to read, write and copy its rows. */
export interface Table<List extends Fields = Fields, Name extends string = string> {
  readonly name: Name;
  readonly fields: { readonly [Property in keyof List]: Field<List[Property]> };
}

/** @param list every column that the migrations make, except those that the engine computes */
export function defineTable<Name extends string, List extends Fields>(name: Name, list: List): Table<List, Name> {
  const fields = Object.entries(list).map(([property, field]) => [property, { ...field, property, table: name }]);
  return { name, fields: Object.fromEntries(fields) as Table<List>['fields'] };
}

/** The fields of a table, in order. */
export function fieldsOf(table: Table): readonly Field[] {
  return Object.values(table.fields);
}

/** The type of a field's value in the program. */
export type ValueOf<Shape> = Shape extends FieldShape<FieldKind, infer Value> ? Value : never;

/** The type of a row with these fields in the program. */
export type RowOf<List extends Fields> = { readonly [Property in keyof List]: ValueOf<List[Property]> };

/** The fields of a list that are shown to people. */
export type Shown<List extends Fields> = {
  readonly [
    Property in keyof List as List[Property] extends FieldShape<FieldKind, unknown, boolean, true> ? Property : never
  ]: List[Property];
};

/** The properties that a new row must give. */
export type RequiredOf<List extends Fields> = {
  [Property in keyof List]: List[Property] extends FieldShape<FieldKind, unknown, true> ? Property : never;
}[keyof List];

/** Makes the function that gives values the initial values of the fields that they lack. */
export function completer<List extends Fields>(
  list: List,
): <Values extends Partial<RowOf<List>>>(values: Values) => Values & RowOf<List> {
  const initials = Object.entries(list).filter(([, { initial }]) => initial !== undefined);
  return <Values extends Partial<RowOf<List>>>(values: Values) => {
    let completed: Values = values;
    for (const [property, { initial }] of initials) {
      if (values[property] === undefined) completed = { ...completed, [property]: initial };
    }
    return completed as Values & RowOf<List>;
  };
}

/**
 * A list with a field for each property of a type, and possibly others. An optional property needs an initial value.
 */
export type FieldsFor<Type> = {
  readonly [Property in keyof Type]-?: FieldShape<
    FieldKind,
    Exclude<Type[Property], undefined>,
    undefined extends Type[Property] ? false : boolean
  >;
} & Fields;
