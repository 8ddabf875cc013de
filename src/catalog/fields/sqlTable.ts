import type { TableKind, TableValues } from '../../model/elements';
import { commentFields } from './comments';
import { defineTable, id, reference, text, textOf, time, type FieldsFor } from './field';

export const sqlTable = defineTable('sql_table', {
  id,
  sqlDbId: reference('sql_db_id'),
  name: text('name', { shown: true }),
  kind: textOf<TableKind>()('kind', { shown: true }),
  description: text('description', { initial: '', shown: true }),
  ...commentFields,
  /** Empty until the table, its columns and its foreign keys have all been read and written. */
  fingerprint: text('fingerprint', { initial: '' }),
  goneAt: time('gone_at', { initial: null }),
} satisfies FieldsFor<TableValues>);
