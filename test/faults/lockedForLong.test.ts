import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { leaseDuration } from '../../src/tasks/running/lease';
import type { TaskResult } from '../../src/tasks/task';
import { startChild, type Child } from './support/children';
import { useSuiteFolder } from './support/folder';
import { lockFromOutside } from './support/otherProgram';
import { damageOf } from './support/projectFile';
import { isStopped } from './support/processState';
import { linesBefore } from './support/report';
import { savedLines } from './support/savedLog';
import { sinceTheStart } from './support/sinceTheStart';
import { copyTemplate, writeTemplate } from './support/template';

/** How long no heartbeat can be written, in milliseconds: twice the lease. */
const lockDuration = 2 * leaseDuration;
const kind = 'tableComments';

/** The result of a run whose project database was locked. */
interface Outcome {
  readonly file: string;
  readonly sqlDbId: number;
  readonly taskId: string;
  readonly result: TaskResult;
  /** What the run logged, in order. */
  readonly lines: readonly string[];
  /** The status of the run at each check of one of the windows, until it had ended. */
  readonly looks: Readonly<Record<'during' | 'after', readonly Look[]>>;
}

interface Look {
  readonly status: string;
  readonly silence: number;
}

const folder = useSuiteFolder();
const outcome = sinceTheStart(lockedWhileRunning);

describe('a project database that another program keeps locked for a minute', function () {
  this.timeout(180_000);

  it('keeps the running run: no window declares it dead, and all its records are saved, in order', async () => {
    const { file, sqlDbId, taskId, result, lines, looks } = await outcome();
    assert.ok(
      looks.during.some(({ silence }) => silence >= lockDuration),
      'windows looked until the lock was gone',
    );
    assert.deepEqual(new Set(looks.during.map(({ status }) => status)), new Set(['RUNNING']));
    assert.ok(looks.after.length >= windows.length && looks.after.every(({ silence }) => silence >= lockDuration));
    assert.deepEqual(new Set(looks.after.map(({ status }) => status)), new Set(['RUNNING']));

    assert.deepEqual([result.status, result.failed], ['COMPLETED', 0]);
    assert.ok(lines.some((line) => line.includes('keeps the project database locked')));
    const catalog = await openProjectDatabase({ file });
    try {
      assert.equal((await catalog.runs.get(taskId)).status, 'COMPLETED');
      assert.deepEqual(await savedLines(catalog, taskId), lines);
      const tables = await catalog.elements.listTables(sqlDbId);
      assert.ok(tables.length > 0 && tables.every(({ generatedComment }) => generatedComment !== ''));
    } finally {
      await catalog.close();
    }
    assert.deepEqual(await damageOf(file), []);
  });
});

/** The windows beside the one that runs the task: on its machine or another, opened before or after the lock. */
const windows = [
  { host: hostname(), watches: true },
  { host: 'another machine', watches: true },
  { host: hostname(), watches: false },
  { host: 'another machine', watches: false },
] as const;

async function lockedWhileRunning(suiteEnded: AbortSignal): Promise<Outcome> {
  const template = await writeTemplate(folder.path, 40, true);
  const { sqlDbId } = template;
  const file = await copyTemplate(template, folder.file('locked'));
  const children: Child[] = [];
  suiteEnded.addEventListener('abort', () => children.forEach((child) => child.signal('SIGKILL')));
  // long enough that the run still goes on when the other windows are there, on a busy machine, too
  const runner = await startChild('task', { file, sqlDbId, kind, callMilliseconds: 1_000 });
  children.push(runner);
  const { taskId } = await runner.next('claimed');
  await runner.until(() => linesBefore(runner.reports, 1_000) > 0);
  const lookers = await Promise.all(windows.map(({ host }) => startChild('look', { file, taskId, host })));
  children.push(...lookers);
  const watching = lookers.filter((_, index) => windows[index]?.watches);
  for (const looker of watching) {
    looker.order('watch');
    await looker.next('looked');
  }

  const lock = await lockFromOutside(file);
  suiteEnded.addEventListener('abort', () => void lock.release());
  await Promise.all(
    watching.map((looker) => looker.until(() => looksOf(looker).some(({ silence }) => silence >= lockDuration))),
  );
  const during = watching.flatMap(looksOf);

  // it gets no processor for a moment: the window that looks is the first that can write
  runner.signal('SIGSTOP');
  while (!(await isStopped(runner.processId)));
  await lock.release();
  const after = await Promise.all(lookers.map(lookNow));
  runner.signal('SIGCONT');
  const result = await runner.result();
  for (const looker of lookers) looker.order('leave');
  await Promise.all(lookers.map((looker) => looker.result()));
  const lines = runner.all('line').map(({ text }) => text);
  return { file, sqlDbId, taskId, result, lines, looks: { during, after } };
}

function looksOf(looker: Child): readonly Look[] {
  return looker.all('looked');
}

async function lookNow(looker: Child): Promise<Look> {
  looker.order('look');
  await looker.until(() => looker.all('looked').some(({ asked }) => asked));
  return looker.all('looked').find(({ asked }) => asked) as Look;
}
