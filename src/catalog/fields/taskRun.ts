import type { TaskRunRow, TaskStatus } from '../../model/runs';
import { defineTable, flag, id, integer, reference, text, textOf, time, type FieldsFor } from './field';

export const taskRun = defineTable('task_run', {
  id,
  taskId: text('task_id'),
  sqlDbId: reference('sql_db_id', { initial: null }),
  workspaceId: reference('workspace_id', { initial: null }),
  kind: text('kind'),
  status: textOf<Exclude<TaskStatus, 'IDLE'>>()('status'),
  processed: integer('processed', { initial: 0 }),
  failed: integer('failed', { initial: 0 }),
  total: integer('total', { initial: 0 }),
  error: text('error', { initial: null }),
  startTime: time('start_time'),
  endTime: time('end_time', { initial: null }),
  heartbeat: time('heartbeat'),
  host: text('host'),
  processId: integer('process_id'),
  cancelRequested: flag('cancel_requested', { initial: false }),
  logCharacters: integer('log_characters', { initial: 0 }),
  resetTime: time('reset_time', { initial: null }),
} satisfies FieldsFor<Omit<TaskRunRow, 'owner'>>);
