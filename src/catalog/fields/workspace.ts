import { defineTable, id, text } from './field';
import { statusFields } from './status';

export const workspace = defineTable('workspace', {
  id,
  name: text('name'),
  ...statusFields('table_comment', 'column_comment'),
});
