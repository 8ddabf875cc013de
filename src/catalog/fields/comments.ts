import type { Comments, DescriptionAuthor } from '../../model/elements';
import { text, textOf, time, type FieldsFor } from './field';

/**
 * The fields of a comment on a table or a column. The description itself is not here: its column has another name in
 * each table.
 */
export const commentFields = {
  descriptionAuthor: textOf<DescriptionAuthor>()('description_author', { initial: '', shown: true }),
  descriptionBy: text('description_by', { initial: '', shown: true }),
  descriptionTaskId: text('description_task_id', { initial: '', shown: true }),
  sourceDescription: text('source_description', { initial: '', shown: true }),
  generatedComment: text('generated_comment', { initial: '', shown: true }),
  generatedBy: text('generated_by', { initial: '', shown: true }),
  generatedAt: time('generated_at', { initial: null, shown: true }),
  generatedTaskId: text('generated_task_id', { initial: '', shown: true }),
  commentError: text('comment_error', { initial: '', shown: true }),
} satisfies FieldsFor<Omit<Comments, 'description'>>;
