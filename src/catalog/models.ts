import { DataTypes, type Model, type ModelAttributes, type ModelStatic } from 'sequelize';
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
