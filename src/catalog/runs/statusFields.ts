import { ThothError } from '../../base/errors';
import type { TaskOwner } from '../../model/runs';
import { fieldsOf, type Table } from '../fields/field';
import { sqlDb } from '../fields/sqlDb';
import { workspace } from '../fields/workspace';

/** The table of an owner's rows, the column of `task_run` that refers to it, and its name for people. */
interface OwnerTable {
  readonly table: string;
  readonly reference: 'sql_db_id' | 'workspace_id';
  readonly label: string;
  readonly prefixes: readonly string[];
}

/** The prefixes of the status fields of a table, taken from those of its logs. */
function prefixesOf(table: Table): readonly string[] {
  return fieldsOf(table).flatMap(({ column, kind }) => (kind === 'log' ? [column.replace(/_log$/, '')] : []));
}

export const ownerTables: Readonly<Record<TaskOwner['type'], OwnerTable>> = {
  sqlDb: {
    table: 'sql_db',
    reference: 'sql_db_id',
    label: 'database',
    prefixes: prefixesOf(sqlDb),
  },
  workspace: {
    table: 'workspace',
    reference: 'workspace_id',
    label: 'workspace',
    prefixes: prefixesOf(workspace),
  },
};

/** The columns that show one task of an owner. Their names come from the lists above, never from outside. */
export interface StatusFields {
  readonly table: string;
  readonly status: string;
  readonly taskId: string;
  readonly log: string;
  readonly startTime: string;
  readonly endTime: string;
}

/** @throws ThothError INVALID_ARGUMENT if this type of owner has no such task */
export function statusFields(owner: TaskOwner, prefix: string): StatusFields {
  const { table, prefixes, label } = ownerTables[owner.type];
  if (!prefixes.includes(prefix)) {
    throw new ThothError('INVALID_ARGUMENT', `A ${label} has no task "${prefix}". It has: ${prefixes.join(', ')}.`);
  }
  return {
    table,
    status: `${prefix}_status`,
    taskId: `${prefix}_task_id`,
    log: `${prefix}_log`,
    startTime: `${prefix}_start_time`,
    endTime: `${prefix}_end_time`,
  };
}

export function ownerNotFound(owner: TaskOwner): ThothError {
  const { label } = ownerTables[owner.type];
  return new ThothError(
    'NOT_FOUND',
    `There is no ${label} with the id ${owner.id}. It may have been removed: refresh the Thoth view.`,
  );
}
