import { defineTable, id, integer, reference, text, time } from './field';

/** One pair of columns of a foreign key. */
export const relationship = defineTable('relationship', {
  id,
  sourceTableId: reference('source_table_id'),
  sourceColumnId: reference('source_column_id'),
  targetTableId: reference('target_table_id'),
  targetColumnId: reference('target_column_id'),
  constraintKey: text('constraint_key'),
  position: integer('position'),
  goneAt: time('gone_at', { initial: null }),
});
