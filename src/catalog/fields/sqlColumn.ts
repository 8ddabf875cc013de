import type { DataFormat } from '../../model/dataFormat';
import type { ColumnGeneration, ColumnValues } from '../../model/elements';
import { commentFields } from './comments';
import { defineTable, flag, id, integer, reference, text, textOf, texts, time, type FieldsFor } from './field';

/** What the source says of a column, kept as it was read. A change of any of them is a change of the column. */
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
  /** ThothAI has it beside the original name; here both are always the same. */
  columnName: text('column_name'),
  /** The place among the columns of its table, from 0. */
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
