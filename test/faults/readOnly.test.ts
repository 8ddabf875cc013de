import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TaskContext } from '../../src/tasks/task';
import { writeLogFile } from '../../src/operations/logFile';
import { describeIf, describeWithPostgres } from '../unit/support/servers';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { heldTask } from '../unit/support/tasks';
import { until } from '../unit/support/until';
import { fastClock, laterClock } from './support/clocks';
import { FaultProject, windowOn } from './support/project';
import {
  fileThatTurnsReadOnly,
  filesTurnReadOnly,
  schemaThatTurnsReadOnly,
  type ReadOnlyPlace,
} from './support/readOnlyPlaces';
import { writeSource } from './support/template';
import { whenLogged } from './support/watching';

/** The error message: what is wrong, and what to do. */
const readOnlyMessage =
  /project database "[^"]+" cannot be written.* (Allow writing|Let "\w+" create and change tables).*setting thoth\.projectDatabase/s;

const how = 'It needs Linux, a file system that knows immutable files, and the superuser or sudo without a password.';
describeIf(
  filesTurnReadOnly(),
  'A file that becomes read-only while a task runs',
  `Files cannot be made read-only in use. ${how}`,
  () => whileReadOnly(() => Promise.resolve(fileThatTurnsReadOnly())),
);
describeWithPostgres('A PostgreSQL database that becomes read-only while a task runs', () =>
  whileReadOnly(schemaThatTurnsReadOnly),
);

function whileReadOnly(createPlace: () => Promise<ReadOnlyPlace>): void {
  const folder = useTemporaryFolder();
  let place: ReadOnlyPlace;
  let project: FaultProject;
  let minutesLater: number;

  beforeEach(async () => {
    place = await createPlace();
    minutesLater = 0;
    // a twentieth of the pauses between attempts to save the end of a run
    const clock = { ...fastClock(20), now: () => Date.now() + minutesLater * 60_000 };
    project = await FaultProject.open(place.location, clock);
  });
  afterEach(async () => {
    await project.close();
    await place.remove();
  });

  /** Logs many lines, an error among them, which is written at once. */
  const logOn = ({ logger }: TaskContext, when: string): void => {
    for (let line = 0; line < 5_000; line++) logger.info(`${when} ${line}`);
    logger.error(`${when}: an error`);
  };

  it('as a project database, and then writable: all records of the task are saved, in order and once', async () => {
    const task = heldTask();
    const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: folder.file('none.sqlite') });
    const run = await project.runner([task.definition]).start('dbElements', owner);
    const context = await task.context;
    logOn(context, 'before');
    await run.handler.flush();
    const before = await project.savedLog(run.taskId);
    assert.equal(before, run.handler.getLogs());

    await place.makeReadOnly();
    logOn(context, 'while read-only');
    await until(() => project.logger.records.length > 0, 'the report that nothing can be saved', 30_000);
    logOn(context, 'while still read-only');
    await run.handler.flush();
    assert.equal(await project.savedLog(run.taskId), before);
    assert.equal(run.status, 'RUNNING');

    await place.makeWritable();
    logOn(context, 'after');
    task.end();
    assert.equal((await run.result).status, 'COMPLETED');
    await run.settled;
    assert.equal(run.unsaved, undefined);
    assert.equal(run.handler.getLogs().split('\n').length, 4 * 5_001 + 1);
    assert.equal(await project.savedLog(run.taskId), run.handler.getLogs());
    const { status } = await project.catalog.runs.get(run.taskId);
    assert.equal(status, 'COMPLETED');
    assert.match(project.logger.records[0] ?? '', /is kept in memory: /);
    assert.match(project.logger.records[0] ?? '', readOnlyMessage);
    assert.equal(project.logger.records.length, 1, 'not every attempt is reported');
  });

  it('as a project database, until after the end of the task: that and all of its log are saved at the next look', async () => {
    const task = heldTask();
    const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: folder.file('none.sqlite') });
    const runner = project.runner([task.definition]);
    const run = await runner.start('dbElements', owner);
    const context = await task.context;
    logOn(context, 'before');
    await run.handler.flush();
    await place.makeReadOnly();
    logOn(context, 'while read-only');
    task.end();
    assert.equal((await run.result).status, 'FAILED');
    await run.settled;
    minutesLater = 2;
    assert.equal((await runner.endDeadRuns(project.catalog)).length, 1, 'it is neither saved nor taken for dead');
    await assert.rejects(runner.start('dbElements', owner), {
      code: 'PROJECT_DATABASE_READ_ONLY',
      message: readOnlyMessage,
    });
    assert.deepEqual(runner.registry.listUnsaved(), [run]);

    await place.makeWritable();
    assert.deepEqual(await runner.endDeadRuns(project.catalog), []);
    assert.deepEqual(runner.registry.listUnsaved(), []);
    const { status, error } = await project.catalog.runs.get(run.taskId);
    assert.deepEqual([status, error], ['COMPLETED', null], 'nothing but saving had failed');
    assert.equal(await project.savedLog(run.taskId), run.handler.getLogs());
  });

  it('as a project database, until the end: the run ends, logs the reason once, and its log can be saved elsewhere', async () => {
    const source = folder.file('source.sqlite');
    await writeSource(source, 500);
    const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: source });
    const runner = project.runner();
    const ended: unknown[] = [];
    runner.registry.onDidEnd(({ unsaved }) => ended.push(unsaved));
    let turned = Promise.resolve();
    const run = await runner.start('dbElements', owner, {}, (started) => {
      void whenLogged(started, /^Processing table 1\//, () => {
        turned = place.makeReadOnly();
      });
    });
    const { status, error } = await run.result;
    await turned;
    await run.settled;
    assert.equal(status, 'FAILED');
    assert.match(error ?? '', readOnlyMessage);
    assert.deepEqual(ended, [run.unsaved], 'it is reported once');
    assert.match(run.unsaved instanceof Error ? run.unsaved.message : '', readOnlyMessage);
    assert.deepEqual(runner.registry.listUnsaved(), [run]);
    assert.match(project.logger.records.join('\n'), readOnlyMessage);
    assert.ok(project.logger.records.length < 10, 'not every attempt is reported');

    const log = run.handler.getLogs();
    assert.match(log, /^\[[^\]]+\] Step 1: Creating tables\n/);
    assert.match(log, /\] Error: The project database .* cannot be written.*\n\[[^\]]+\] Completed: \d+ successful/);
    const saved = await project.savedLog(run.taskId);
    assert.ok(log.startsWith(saved) && saved.length < log.length, 'what is saved is its beginning');
    await writeLogFile(folder.file('saved.log'), run.handler.getPieces());
    assert.equal(await readFile(folder.file('saved.log'), 'utf8'), `${log}\n`);
    await assert.rejects(runner.start('tableComments', owner), {
      code: 'PROJECT_DATABASE_READ_ONLY',
      message: readOnlyMessage,
    });

    // another place works immediately; this one when it becomes writable
    const elsewhere = await FaultProject.open({ file: folder.file('elsewhere.sqlite') });
    const other = await elsewhere
      .runner()
      .start('dbElements', await elsewhere.add({ name: 'shop', dbType: 'sqlite', dbName: source }));
    assert.equal((await other.result).status, 'COMPLETED');
    await elsewhere.close();
    await place.makeWritable();
    assert.deepEqual(await windowOn(project.catalog, { clock: laterClock(31_000) }).endDeadRuns(project.catalog), []);
    assert.equal((await project.catalog.runs.get(run.taskId)).status, 'FAILED');
    assert.equal((await (await runner.start('dbElements', owner)).result).status, 'COMPLETED');
  });
}
