import { fullDisk } from './fullDisk';
import { longAnswers } from './longAnswers';
import { longTexts } from './longTexts';
import { manyRecords } from './manyRecords';
import { manyTables } from './manyTables';
import { openProject } from './openProject';
import { unsavedRecords } from './unsavedRecords';

/** What a test may run in a process of its own, by name; each gets what the test says, and returns plain values. */
export const programs: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
  fullDisk,
  longAnswers,
  longTexts,
  manyRecords,
  manyTables,
  openProject,
  unsavedRecords,
};
