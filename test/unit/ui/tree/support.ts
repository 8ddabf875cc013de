import type { SqlDb, Workspace } from '../../../../src/model/databases';
import type { TaskOwner, TaskRunRow, TaskState } from '../../../../src/model/runs';
import type { ColumnNode, TableNode } from '../../../../src/model/elements';
import { MemoryLogHandler } from '../../../../src/logging/memoryLogHandler';
import { TaskRegistry } from '../../../../src/tasks/running/taskRegistry';
import { TaskRun } from '../../../../src/tasks/running/taskRun';
import type { TaskDefinition } from '../../../../src/tasks/task';
import type { ItemContext } from '../../../../src/ui/tree/itemParts';
import { CollectingLogger } from '../../support/collectingLogger';
import { ManualClock } from '../../support/manualClock';

export const minute = 60_000;
/** The time at which the tree is drawn. */
export const now = Date.UTC(2026, 10, 22, 12, 0, 0);

export const idle: TaskState = { status: 'IDLE', taskId: null, startTime: null, endTime: null };

/** The state of a task whose run `a` took 30 seconds, and ended three minutes ago. */
export function ended(status: TaskState['status']): TaskState {
  return { status, taskId: 'a', startTime: now - 3 * minute - 30_000, endTime: now - 3 * minute };
}

export const running: TaskState = { status: 'RUNNING', taskId: 'a', startTime: now - minute, endTime: null };

export function aSqlDb(changes: Partial<SqlDb> = {}): SqlDb {
  return {
    ...{ id: 7, name: 'Library', dbType: 'sqlite', dbName: '/library.sqlite' },
    tasks: { dbElements: idle, tableComments: idle, columnComments: idle },
    ...changes,
  };
}

export function aWorkspace(changes: Partial<Workspace> = {}): Workspace {
  return { id: 7, name: 'Sales', tasks: { tableComments: idle, columnComments: idle }, ...changes };
}

export function aRun(changes: Partial<TaskRunRow> = {}): TaskRunRow {
  return {
    ...{ taskId: 'a', owner: { type: 'sqlDb', id: 7 }, kind: 'dbElements', status: 'COMPLETED' },
    ...{ processed: 1_208, failed: 0, total: 1_208, error: null, host: 'desk', processId: 4711 },
    ...{ startTime: now - 3 * minute - 30_000, endTime: now - 3 * minute, heartbeat: now - 3 * minute },
    ...changes,
  };
}

const uncommented = {
  ...{
    description: '',
    descriptionAuthor: '' as const,
    descriptionBy: '',
    descriptionTaskId: '',
    sourceDescription: '',
  },
  ...{ generatedComment: '', generatedBy: '', generatedAt: null, generatedTaskId: '', commentError: '' },
};

export function aTable(changes: Partial<TableNode> = {}): TableNode {
  return { id: 1, name: 'Album', kind: 'table', gone: false, ...uncommented, ...changes };
}

export function aColumn(changes: Partial<ColumnNode> = {}): ColumnNode {
  return {
    ...{ id: 1, name: 'Title', nativeType: 'varchar(160)', dataFormat: 'VARCHAR', nullable: false, defaultValue: null },
    ...{ generated: 'no' as const, hidden: false, primaryKeyPosition: 0, enumValues: [], foreignKey: '', gone: false },
    ...uncommented,
    ...changes,
  };
}

/** A run of this window that has just begun. */
export function startRun(definition: TaskDefinition, owner: TaskOwner, taskId = 'a'): TaskRun {
  const handler = new MemoryLogHandler(new ManualClock(), (error) => {
    throw error;
  });
  return new TaskRun(taskId, definition, { ...owner, name: 'x' }, now - minute, handler, new CollectingLogger());
}

/** What the lines depend on besides their nodes. @param runs those of this window */
export function aContext(runs: readonly TaskRun[] = [], locale = 'en'): ItemContext {
  const registry = new TaskRegistry(new CollectingLogger());
  for (const run of runs) registry.add(run);
  return { registry, now, locale };
}
