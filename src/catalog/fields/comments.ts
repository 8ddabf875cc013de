import type { Comments } from '../../model/elements';
import { text, time, type FieldsFor } from './field';

/** What is written of a table or a column beside its description, whose column has a name of its own in each table. */
export const commentFields = {
  sourceDescription: text('source_description', { initial: '', shown: true }),
  generatedComment: text('generated_comment', { initial: '', shown: true }),
  generatedBy: text('generated_by', { initial: '', shown: true }),
  generatedAt: time('generated_at', { initial: null, shown: true }),
  commentError: text('comment_error', { initial: '', shown: true }),
} satisfies FieldsFor<Omit<Comments, 'description'>>;
