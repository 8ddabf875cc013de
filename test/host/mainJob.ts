import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { printFromHost } from './hostPrint';
import { LogFollower } from './logFollower';
import { takePictures } from './pictures';

/** What `npm start -- --run` is to do, as JSON in the variable `THOTH_MAIN_JOB`. */
export interface MainJob {
  /** The name under which the database is added. */
  readonly name: string;
  /** A SQLite file. */
  readonly database: string;
  /** A file that appears when the job is done: a window that goes away early must not look like success. */
  readonly doneFile: string;
  /** The folder for the screenshots; none: nobody can make them. */
  readonly screenshots?: string;
}

/**
 * What VS Code calls in its extension host: catalogs a database through the public commands, as another extension could.
 * @throws Error when a command fails or the task does not end as COMPLETED
 */
export async function run(): Promise<void> {
  const job = JSON.parse(process.env['THOTH_MAIN_JOB'] ?? '') as MainJob;
  const database = { name: job.name, dbType: 'sqlite', dbName: job.database };
  const sqlDbId = await vscode.commands.executeCommand<number>('thoth.addSqlDb', database);
  printFromHost(`Added ${job.name} (${job.database}).`);

  const result = await createElements(sqlDbId);
  if (job.screenshots === undefined) {
    printFromHost('No screenshots: they are made where VS Code runs in a browser.');
  } else {
    await takePictures(job.screenshots, result.taskId);
    printFromHost(`The screenshots are in ${job.screenshots}.`);
  }

  const { status, processed, failed, total, error } = result;
  printFromHost(`${status}: ${processed} of ${total} processed, ${failed} failed.${error ? ` ${error}` : ''}`);
  if (status !== 'COMPLETED') throw new Error(`The task ended as ${status}.`);
  await writeFile(job.doneFile, status);
}

/** Runs the task and prints its log line by line; its log document is open afterwards. */
async function createElements(sqlDbId: number): Promise<TaskResult> {
  const log = new LogFollower(printFromHost);
  try {
    const running = Promise.resolve(vscode.commands.executeCommand<TaskResult[]>('thoth.createDbElements', { sqlDbId }));
    await log.openWhileRunning({ sqlDbId, kind: 'dbElements' }, running);
    const [result] = await running;
    if (result === undefined) throw new Error('thoth.createDbElements returned no result.');
    await log.openFinished(result.taskId);
    return result;
  } finally {
    log.dispose();
  }
}
