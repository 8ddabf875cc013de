import type { Comments } from '../../model/elements';
import { text, time, type FieldsFor } from './field';

/**
 * The fields of a comment on a table or a column. The description itself is not here: its column has another name in
 * each table.
 */
export const commentFields = {
  sourceDescription: text('source_description', { initial: '', shown: true }),
  generatedComment: text('generated_comment', { initial: '', shown: true }),
  generatedBy: text('generated_by', { initial: '', shown: true }),
  generatedAt: time('generated_at', { initial: null, shown: true }),
  commentError: text('comment_error', { initial: '', shown: true }),
} satisfies FieldsFor<Omit<Comments, 'description'>>;
