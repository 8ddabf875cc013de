import type { Table } from './field';
import { relationship } from './relationship';
import { sqlColumn } from './sqlColumn';
import { sqlDb } from './sqlDb';
import { sqlTable } from './sqlTable';
import { taskLog } from './taskLog';
import { taskRun } from './taskRun';
import { workspace } from './workspace';

/** The tables of the project database; a table comes after those that it refers to. */
export const tables = { workspace, sqlDb, sqlTable, sqlColumn, relationship, taskRun, taskLog } satisfies Record<
  string,
  Table
>;

/** The name of a table in SQL. */
export type TableName = (typeof tables)[keyof typeof tables]['name'];
