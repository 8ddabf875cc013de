import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { TaskResult } from '../../src/tasks/task';
import { printFromHost } from './hostPrint';
import { LogFollower } from './logFollower';
import { takePictures, takePicturesOfComments } from './pictures';

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

/** A line for each item of a task that has many: its log has them, the terminal need not. */
const aboutOneItem = /\] (Processing (table|column) |Comment written|Values left out)/;

/**
 * What VS Code calls in its extension host: catalogs a database and has its tables and columns described, through the
 * public commands, as another extension could. No model is asked: the comments come from the schema.
 * @throws Error when a command fails or a task does not end as COMPLETED
 */
export async function run(): Promise<void> {
  const job = JSON.parse(process.env['THOTH_MAIN_JOB'] ?? '') as MainJob;
  const database = { name: job.name, dbType: 'sqlite', dbName: job.database };
  const sqlDbId = await vscode.commands.executeCommand<number>('thoth.addSqlDb', database);
  printFromHost(`Added ${job.name} (${job.database}).`);

  const settings = vscode.workspace.getConfiguration('thoth.comments');
  await settings.update('provider', 'schema', vscode.ConfigurationTarget.Global);
  const elements = await runTask('thoth.createDbElements', { sqlDbId, kind: 'dbElements' });
  if (job.screenshots !== undefined) await takePictures(job.screenshots, elements.taskId);
  const results = [
    elements,
    await runTask('thoth.generateTableComments', { sqlDbId, kind: 'tableComments' }, aboutOneItem),
    await runTask('thoth.generateColumnComments', { sqlDbId, kind: 'columnComments' }, aboutOneItem),
  ];
  if (job.screenshots === undefined) {
    printFromHost('No screenshots: they are made where VS Code runs in a browser.');
  } else {
    await takePicturesOfComments(job.screenshots);
    printFromHost(`The screenshots are in ${job.screenshots}.`);
  }

  for (const { kind, status, processed, failed, total, error } of results) {
    printFromHost(
      `${kind} ${status}: ${processed} of ${total} processed, ${failed} failed.${error ? ` ${error}` : ''}`,
    );
  }
  const stopped = results.find(({ status }) => status !== 'COMPLETED');
  if (stopped) throw new Error(`The task ${stopped.kind} ended as ${stopped.status}.`);
  await writeFile(job.doneFile, 'COMPLETED');
}

/** Runs a task and prints its log line by line, but for those left out; its log document is open afterwards. */
async function runTask(
  command: string,
  task: { sqlDbId: number; kind: string },
  leftOut?: RegExp,
): Promise<TaskResult> {
  const log = new LogFollower((line) => {
    if (!leftOut?.test(line)) printFromHost(line);
  });
  try {
    const { sqlDbId } = task;
    const running = Promise.resolve(vscode.commands.executeCommand<TaskResult[]>(command, { sqlDbId }));
    await log.openWhileRunning(task, running);
    const [result] = await running;
    if (result === undefined) throw new Error(`${command} returned no result.`);
    await log.openFinished(result.taskId);
    return result;
  } finally {
    log.dispose();
  }
}
