import type { LogChunk } from '../../model/runs';
import { defineTable, id, integer, text, type FieldsFor } from './field';

/** Some consecutive lines of a task's log. */
export const taskLog = defineTable('task_log', {
  id,
  taskId: text('task_id'),
  firstLine: integer('first_line'),
  lineCount: integer('line_count'),
  characterCount: integer('character_count'),
  text: text('text'),
} satisfies FieldsFor<LogChunk>);
