import { contest } from './contest';
import { fullDisk } from './fullDisk';
import { longAnswers } from './longAnswers';
import { longTexts } from './longTexts';
import { look } from './look';
import { manyDatabases } from './manyDatabases';
import { manyRecords } from './manyRecords';
import { manyTables } from './manyTables';
import { openProject } from './openProject';
import { task } from './task';
import { unsavedRecords } from './unsavedRecords';
import { window } from './window';

/**
 * The programs that tests run in processes of their own, by name; each gets an argument from the test, and returns
 * plain values.
 */
export const programs = {
  contest,
  fullDisk,
  longAnswers,
  longTexts,
  look,
  manyDatabases,
  manyRecords,
  manyTables,
  openProject,
  task,
  unsavedRecords,
  window,
};

export type Programs = typeof programs;
