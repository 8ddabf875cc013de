import { contest } from './contest';
import { fullDisk } from './fullDisk';
import { longAnswers } from './longAnswers';
import { longTexts } from './longTexts';
import { look } from './look';
import { manyRecords } from './manyRecords';
import { manyTables } from './manyTables';
import { openProject } from './openProject';
import { task } from './task';
import { unsavedRecords } from './unsavedRecords';
import { window } from './window';

/** What a test may run in a process of its own, by name; each gets what the test says, and returns plain values. */
export const programs = {
  contest,
  fullDisk,
  longAnswers,
  longTexts,
  look,
  manyRecords,
  manyTables,
  openProject,
  task,
  unsavedRecords,
  window,
};

export type Programs = typeof programs;
