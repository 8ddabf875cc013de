import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { taskKind } from '../../src/tasks/kinds/kinds';
import { ManualClock } from '../unit/support/manualClock';
import { HeldSecrets } from '../unit/support/ports';
import { startChild, type Child } from './support/children';
import { useSuiteFolder } from './support/folder';
import { inLanes } from './support/lanes';
import { scriptedComments } from './support/comments';
import { windowOn } from './support/project';
import { isStopped } from './support/processState';
import { damageOf, logField, onDatabase } from './support/projectFile';
import { Random } from './support/random';
import { savedLines } from './support/savedLog';
import { copyTemplate, type Template, writeTemplate } from './support/template';
import type { Moment } from './children/task';

const rounds = 18;
const lanes = 3;
const kinds = ['dbElements', 'tableComments', 'columnComments'] as const;
const tables = ['sql_db', 'task_run', 'task_log', 'sql_table', 'sql_column', 'relationship'];

describe('a process that was declared dead but is alive', () => {
  const folder = useSuiteFolder();
  let elements: Template;
  let comments: Template;
  before(async () => {
    elements = await writeTemplate(folder.path, 300, false);
    comments = await writeTemplate(folder.path, 60, true);
  });

  it(`can no longer write, for any moment at which it was stopped: ${rounds} times`, async () => {
    await inLanes(lanes, rounds, async (round) => {
      const random = new Random(`fenced ${round}`);
      const kind = kinds[round % kinds.length] as (typeof kinds)[number];
      const template = kind === 'dbElements' ? elements : comments;
      const from = chooseMoment(random, kind, template);
      const facts = `${kind}, stopped at ${JSON.stringify(from)}`;
      const file = await copyTemplate(template, folder.file(`round-${round}`));
      const until = folder.file(`taken-over-${round}`);
      const stopped = { from, until };
      const child = await startChild('task', { file, sqlDbId: template.sqlDbId, kind, callMilliseconds: 10, stopped });
      const { taskId } = await child.next('claimed');
      const catalog = await openProjectDatabase({ file });
      try {
        await untilStoppedWithoutLock(child, file);
        await takenOver(catalog, file, kind, template, taskId, facts, async () => {
          await writeFile(until, '');
          child.signal('SIGCONT');
          await child.ended;
        });
        const { status, error } = await child.result();
        assert.equal(status, 'FAILED', facts);
        assert.match(error ?? '', /process that ran this task \(\d+ on .+\) stopped without ending it/, facts);
        assert.deepEqual(await damageOf(file), [], facts);
      } finally {
        child.signal('SIGKILL');
        await catalog.close();
      }
    });
  });
});

function chooseMoment(random: Random, kind: string, { tableCount }: Template): Moment {
  if (random.next() < 0.2) return { at: 'claim' };
  const isElements = kind === 'dbElements';
  if (isElements || random.next() < 0.5) return { at: 'line', number: random.between(1, tableCount) };
  return { at: 'call', number: random.between(1, tableCount - 10) };
}

/**
 * Stops the process at a moment without a lock. A process that stops during a write keeps the database locked; then it
 * continues a little.
 */
async function untilStoppedWithoutLock(child: Child, file: string): Promise<void> {
  for (let from = 0; ; from = child.reports.length) {
    await child.next('stopping', from);
    while (!(await isStopped(child.processId)));
    if (!(await isLocked(file))) return;
    child.signal('SIGCONT');
  }
}

function isLocked(file: string): Promise<boolean> {
  return onDatabase(file, async (database) => {
    database.setBusyTimeout(0);
    try {
      await database.execute('BEGIN IMMEDIATE; ROLLBACK');
      return false;
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
      return true;
    }
  });
}

/**
 * Another window ends the run, claims its task, and finds everything unchanged after `wake`; then its own run
 * continues.
 */
async function takenOver(
  catalog: Catalog,
  file: string,
  kind: (typeof kinds)[number],
  { sqlDbId, tableCount }: Template,
  taskId: string,
  facts: string,
  wake: () => Promise<void>,
): Promise<void> {
  const owner = { type: 'sqlDb', id: sqlDbId } as const;
  const clock = new ManualClock(Date.now());
  const secrets = new HeldSecrets();
  const runner = windowOn(catalog, { clock, secrets });
  // the process exists but is stopped, so the other window must wait for the whole lease
  for (let seconds = 0; seconds < 30; seconds += 5) {
    assert.equal((await runner.endDeadRuns(catalog)).length, 1, facts);
    clock.advance(5_000);
  }
  assert.deepEqual(await runner.endDeadRuns(catalog), [], facts);
  assert.equal((await catalog.runs.get(taskId)).status, 'FAILED', facts);

  const run = await runner.start(kind, owner, { comments: scriptedComments(0) });
  await secrets.asked;
  await run.handler.flush();
  const before = await contentOf(file);
  await wake();
  assert.deepEqual(await contentOf(file), before, facts);

  secrets.release();
  assert.equal((await run.result).status, 'COMPLETED', facts);
  const counts = { tables: tableCount, columns: 3 * tableCount, relationships: tableCount - 1 };
  assert.deepEqual(await catalog.elements.count(sqlDbId), counts, facts);
  const lines = await savedLines(catalog, run.taskId);
  assert.deepEqual(lines, run.handler.getLogs().split('\n'), facts);
  assert.equal(await logField(file, owner, taskKind(kind).prefix), lines.join('\n'), facts);
}

/** All rows of the project database. */
function contentOf(file: string): Promise<Readonly<Record<string, readonly object[]>>> {
  return onDatabase(file, async (database) => {
    const content: Record<string, readonly object[]> = {};
    for (const table of tables) content[table] = await database.all(`SELECT * FROM ${table} ORDER BY id`);
    return content;
  });
}
