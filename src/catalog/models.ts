import { DataTypes, type FindOptions, type Model, type ModelAttributes, type ModelStatic } from 'sequelize';
import { yieldToEventLoop } from '../base/clock';
import { ThothError } from '../base/errors';
import type { TaskRunRow } from '../model/runs';
import { tables } from './fields';
import { fieldsOf, type FieldKind, type Fields, type FieldShape, type RequiredOf, type Table } from './fields/field';
import type { Connection } from './storage/connection';
import type { DatabaseTime } from './storage/databaseTime';

/** A field as Sequelize reads and writes it. */
type StoredOf<Shape> =
  Shape extends FieldShape<infer Kind, infer Value>
    ? Kind extends keyof StoredKinds
      ? StoredKinds[Kind] | Extract<Value, null>
      : Value
    : never;

/** The kinds whose values Sequelize gives in another type than the program's. */
interface StoredKinds {
  flag: 0 | 1;
  time: Date;
  texts: string;
}

type StoredRow<List extends Fields> = { [Property in keyof List]: StoredOf<List[Property]> };

type TableKey = keyof typeof tables;
type ListOf<Key extends TableKey> = (typeof tables)[Key] extends Table<infer List> ? List : never;

/** A row as its Sequelize model gives it: times are dates, and flags are 0 or 1. */
export type Stored<Key extends TableKey> = StoredRow<ListOf<Key>>;

/** What a model requires for a new row: the required fields, and any of the others. */
export type NewStored<Key extends TableKey> = Pick<Stored<Key>, RequiredOf<ListOf<Key>>> & Partial<Stored<Key>>;

/** The Sequelize models of the project database. Only migrations change its schema: no model is ever synced. */
export type Models = { readonly [Key in TableKey]: ModelStatic<Model<Stored<Key>, NewStored<Key>>> };

/** The models on one connection. */
export function defineModels({ sequelize, schema }: Connection): Models {
  const options = { freezeTableName: true, timestamps: false, ...(schema !== undefined && { schema }) };
  const models = Object.entries(tables).map(([name, table]) => [
    name,
    sequelize.define(table.name, attributesOf(table), options),
  ]);
  return Object.fromEntries(models) as Models;
}

const types: Readonly<
  Record<FieldKind, (typeof DataTypes)[keyof typeof DataTypes] | ReturnType<typeof DataTypes.DATE>>
> = {
  id: DataTypes.INTEGER,
  reference: DataTypes.INTEGER,
  text: DataTypes.TEXT,
  log: DataTypes.TEXT,
  integer: DataTypes.INTEGER,
  flag: DataTypes.INTEGER,
  // with milliseconds
  time: DataTypes.DATE(3),
  texts: DataTypes.TEXT,
};

function attributesOf(table: Table): ModelAttributes {
  return Object.fromEntries(
    fieldsOf(table).map(({ property, column, kind }) => [
      property,
      { type: types[kind], field: column, ...(kind === 'id' && { primaryKey: true, autoIncrement: true }) },
    ]),
  );
}

/** The names of a table's log fields: they are long, and never read with the other fields. */
export function logsOf(table: Table): string[] {
  return fieldsOf(table)
    .filter(({ kind }) => kind === 'log')
    .map(({ property }) => property);
}

/** How many rows are read before a turn of the event loop, and how many databases or workspaces there may be. */
const rowsAtOnce = 500;
const maxRows = 10_000;
/** How many characters a field of a row may have. What Thoth stores in a row that a model reads is far shorter. */
const maxCharacters = 1_000_000;

/**
 * Reads all rows in the order of the options, without an instance of the model for each, which would take most of the
 * time; so times stay as the driver gives them.
 * @throws ThothError PROJECT_DATABASE_DAMAGED where there are more rows than anybody registers, or a text is longer than
 * any that Thoth stores there
 */
export async function findAllRows<Row extends object, New extends object>(
  model: ModelStatic<Model<Row, New>>,
  options: FindOptions<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page: readonly unknown[] = await model.findAll({
      ...options,
      raw: true,
      limit: rowsAtOnce,
      offset: rows.length,
    });
    rows.push(...page.map((row) => checked(row as Row)));
    if (page.length < rowsAtOnce) return rows;
    if (rows.length >= maxRows) throw damaged(`${model.name} has more than ${maxRows.toLocaleString('en')} rows`);
    await yieldToEventLoop();
  }
}

/** The fields of a model's row. @throws ThothError PROJECT_DATABASE_DAMAGED as `findAllRows` does for its texts */
export function rowOf<Row extends object, New extends object>(model: Model<Row, New>): Row {
  return checked(model.get());
}

function checked<Row extends object>(row: Row): Row {
  for (const [field, value] of Object.entries(row)) {
    if (typeof value === 'string' && value.length > maxCharacters)
      throw damaged(`the field "${field}" of a row has ${value.length.toLocaleString('en')} characters`);
  }
  return row;
}

function damaged(what: string): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_DAMAGED',
    `The project database cannot be read: ${what}, which nothing that Thoth wrote has. Put a backup in its place, or ` +
      'choose another one in the setting thoth.projectDatabase.',
  );
}

/** A row of `task_run` as the rest of the program sees it. */
export function toTaskRun(row: Stored<'taskRun'>, time: DatabaseTime): TaskRunRow {
  const {
    id: _id,
    sqlDbId,
    workspaceId,
    cancelRequested: _cancelRequested,
    logCharacters: _length,
    resetTime: _resetTime,
    ...run
  } = row;
  return {
    ...run,
    owner: sqlDbId === null ? { type: 'workspace', id: workspaceId ?? 0 } : { type: 'sqlDb', id: sqlDbId },
    startTime: time.fromDatabase(run.startTime.getTime()),
    endTime: run.endTime && time.fromDatabase(run.endTime.getTime()),
    heartbeat: time.fromDatabase(run.heartbeat.getTime()),
  };
}
