import { ThothError } from '../../base/errors';
import type { Comments } from '../../model/elements';

/** A longer description is cut in the message, in UTF-16 units. */
const longest = 200;

/** A description that somebody else has changed since the person who edits it has seen it. */
export class DescriptionChangedError extends ThothError {
  /** @param current the description as it is now */
  constructor(readonly current: Pick<Comments, 'description' | 'descriptionBy'>) {
    const by = current.descriptionBy === '' ? '' : ` by ${current.descriptionBy}`;
    super(
      'DESCRIPTION_CHANGED',
      `The description was changed meanwhile${by}, to "${beginning(current.description)}". Your text was not saved. ` +
        'Edit the description again.',
    );
  }
}

function beginning(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
