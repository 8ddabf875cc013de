import { initial } from './001-initial';
import { oneRunPerTask } from './002-one-run-per-task';
import { descriptionAuthor } from './003-description-author';
import type { Migration } from './migration';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [initial, oneRunPerTask, descriptionAuthor];
