import type { DataFormat } from '../../model/dataFormat';
import type { ColumnGeneration, ColumnValues } from '../../model/elements';
import { commentFields } from './comments';
import { defineTable, flag, id, integer, reference, text, textOf, texts, time, type FieldsFor } from './field';

/**
 * What the source says about a column, stored unchanged. A difference in any of these fields makes the column a changed
 * one.
 */
export const sourceFields = {
  nativeType: text('native_type', { shown: true }),
  dataFormat: textOf<DataFormat>()('data_format', { shown: true }),
  nullable: flag('nullable', { shown: true }),
  defaultValue: text('default_value', { initial: null, shown: true }),
  generated: textOf<ColumnGeneration>()('generated', { shown: true }),
  hidden: flag('hidden', { shown: true }),
  primaryKeyPosition: integer('primary_key_position', { shown: true }),
  enumValues: texts('enum_values', { initial: [], shown: true }),
} satisfies FieldsFor<Omit<ColumnValues, 'name' | 'description'>>;

export const sqlColumn = defineTable('sql_column', {
  id,
  sqlTableId: reference('sql_table_id'),
  name: text('original_column_name', { shown: true }),
  /** ThothAI has this field beside the original name; Thoth writes the same value into both. */
  columnName: text('column_name'),
  /** The place among the columns of its table; the first is 0. */
  position: integer('position'),
  ...sourceFields,
  /** `PK` where `primaryKeyPosition` is not 0. */
  primaryKey: textOf<'PK' | ''>()('pk_field', { initial: '' }),
  /** `table.column, …`, from the relationships. */
  foreignKey: text('fk_field', { initial: '', shown: true }),
  description: text('column_description', { initial: '', shown: true }),
  ...commentFields,
  valueDescription: text('value_description', { initial: '' }),
  goneAt: time('gone_at', { initial: null }),
});
