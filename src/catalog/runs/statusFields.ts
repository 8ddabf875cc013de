import { ThothError } from '../../base/errors';
import type { StatusPrefix, TaskOwner } from '../../model/runs';

/** Which table an owner is a row of, the column of `task_run` that points at it, and what it is called to people. */
interface OwnerTable {
  readonly table: string;
  readonly reference: 'sql_db_id' | 'workspace_id';
  readonly label: string;
  readonly prefixes: readonly StatusPrefix[];
}

export const ownerTables: Readonly<Record<TaskOwner['type'], OwnerTable>> = {
  sqlDb: {
    table: 'sql_db',
    reference: 'sql_db_id',
    label: 'database',
    prefixes: ['db_elements', 'table_comment', 'column_comment'],
  },
  workspace: {
    table: 'workspace',
    reference: 'workspace_id',
    label: 'workspace',
    prefixes: ['table_comment', 'column_comment'],
  },
};

/** The columns in which an owner shows one task. The names come from the lists above, never from outside. */
export interface StatusFields {
  readonly table: string;
  readonly status: string;
  readonly taskId: string;
  readonly log: string;
  readonly startTime: string;
  readonly endTime: string;
}

/** @throws ThothError INVALID_ARGUMENT where such an owner has no such task */
export function statusFields(owner: TaskOwner, prefix: StatusPrefix): StatusFields {
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
