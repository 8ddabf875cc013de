import { initial } from './001-initial';
import type { Migration } from './migration';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [initial];
