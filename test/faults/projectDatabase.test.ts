import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { TaskContext } from '../../src/tasks/task';
import type { TaskRun } from '../../src/tasks/running/taskRun';
import type { TaskRunner } from '../../src/tasks/running/taskRunner';
import { savedPieces, writeLogFile } from '../../src/operations/logFile';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { heldTask } from '../unit/support/tasks';
import { until } from '../unit/support/until';
import type { Opened } from './children/openProject';
import { runChild } from './support/children';
import { withPermissions, onSmallDisk } from './support/confined';
import { FaultProject, useFaultProject } from './support/project';
import { randomOf } from './support/random';
import { changeFromOutside, lockFromOutside } from './support/otherProgram';
import { timed, whenLogged } from './support/watching';

describe('The project database breaks while a task runs:', () => {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  const projectFile = (): string => folder.file('project.sqlite');

  interface Held {
    readonly run: TaskRun;
    readonly runner: TaskRunner;
    readonly context: TaskContext;
    end(): void;
  }

  /** Starts a task, and waits until it has saved a line. */
  const start = async (): Promise<Held> => {
    const owner = await project.current.add({ name: 'shop', dbType: 'sqlite', dbName: folder.file('source.sqlite') });
    const task = heldTask();
    const runner = project.current.runner([task.definition]);
    const run = await runner.start('dbElements', owner);
    const context = await task.context;
    context.logger.info('saved before the fault');
    await run.handler.flush();
    return { run, runner, context, end: () => task.end() };
  };

  /** Lets the task continue and end, and asserts that it ended in order although nothing could be saved. */
  const endsUnsaved = async ({ run, runner, context, end }: Held, message: RegExp): Promise<void> => {
    for (let line = 0; line < 100; line++) context.logger.info(`after the fault ${line}`);
    end();
    const result = await run.result;
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', message);
    await run.settled;
    assert.deepEqual(runner.registry.listUnsaved(), [run]);
    assert.ok(run.unsaved instanceof Error);
    assert.match(project.current.logger.records.join('\n'), message);
    const log = folder.file('saved.log');
    await writeLogFile(log, run.handler.getPieces());
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 102);
    assert.match(lines[0] ?? '', /saved before the fault$/);
    assert.match(lines[100] ?? '', /after the fault 99$/);
    assert.match(lines[101] ?? '', /Completed: 0 successful/);
  };

  it('locked by another program: the task waits, logs that, and saves all its records in order', async () => {
    const { run, context, end } = await start();
    const lock = await lockFromOutside(projectFile());
    for (let line = 0; line < 20_000; line++) context.logger.info(`while locked ${line}`);
    const said = whenLogged(run, /keeps the project database locked/);
    const written = context.catalog.elements.syncTables(run.owner.id, run.taskId, []);
    await said;
    await lock.release();
    await written;
    end();
    assert.equal((await run.result).status, 'COMPLETED');
    assert.equal(await project.current.savedLog(run.taskId), run.handler.getLogs());
    assert.match(project.current.logger.records[0] ?? '', /is kept in memory: .*locked by another program/);
  });

  it('locked by another program: a start is refused, with the reason', async () => {
    const owner = await project.current.add({ name: 'shop', dbType: 'sqlite', dbName: folder.file('source.sqlite') });
    const lock = await lockFromOutside(projectFile());
    await assert.rejects(project.current.runner().start('dbElements', owner), {
      code: 'PROJECT_DATABASE_LOCKED',
      message: /kept locked by another program\. Close that program/,
    });
    await lock.release();
  });

  it('locked by another program: a cancel still takes effect, and is saved later', async () => {
    const { run, runner, context } = await start();
    const lock = await lockFromOutside(projectFile());
    context.logger.info('while locked');
    const stuck = assert.rejects(context.catalog.elements.syncTables(run.owner.id, run.taskId, []), {
      code: 'CANCELLED',
    });
    const { value, milliseconds } = await timed(Promise.resolve(run.cancel()).then(() => run.result));
    assert.equal(value.status, 'CANCELLED');
    assert.ok(milliseconds < 2_000, `${milliseconds} ms`);
    await stuck;
    assert.equal(runner.registry.get(run.taskId), run, 'it is watched until its end is saved');
    assert.equal(run.stopping, true);
    await lock.release();
    await run.settled;
    assert.equal((await project.current.catalog.runs.get(run.taskId)).status, 'CANCELLED');
    assert.equal(await project.current.savedLog(run.taskId), run.handler.getLogs());
  });

  for (const [what, takeAway, message] of [
    ['deleted', (file: string) => rm(file), /was deleted while it was in use/],
    [
      'replaced by another file',
      async (file: string) => {
        await copyFile(file, `${file}.other`);
        await rename(`${file}.other`, file);
      },
      /was replaced by another file while it was in use/,
    ],
  ] as const) {
    it(`${what}: the task ends as failed, and its log can be saved`, async () => {
      const held = await start();
      await takeAway(projectFile());
      await until(() => isDue(held.run), 'the next look at the file', 5_000);
      await endsUnsaved(held, message);
      assert.equal(project.current.catalog.gone, true);
      await assert.rejects(project.current.catalog.requireInPlace(), { code: 'PROJECT_DATABASE_GONE' });
      await assert.rejects(held.runner.start('dbElements', held.run.owner), { code: 'PROJECT_DATABASE_GONE' });
    });
  }

  it('moved away, and put back: once it is opened again, the end of the task and all of its log are saved', async () => {
    const held = await start();
    await rename(projectFile(), `${projectFile()}.away`);
    await until(() => isDue(held.run), 'the next look at the file', 5_000);
    // more than can be saved with the end of a run: it must be written like the log of a running task
    for (let line = 0; line < 100; line++) held.context.logger.info(`after the fault ${line} ${'x'.repeat(30_000)}`);
    held.end();
    await held.run.settled;
    assert.match(String(held.run.unsaved), /was deleted while it was in use/);
    assert.equal((await held.runner.endDeadRuns(project.current.catalog)).length, 1);
    await rename(`${projectFile()}.away`, projectFile());
    await project.current.close();
    const again = await FaultProject.open({ file: projectFile() });
    try {
      assert.deepEqual(await held.runner.endDeadRuns(again.catalog), []);
      assert.equal((await again.catalog.runs.get(held.run.taskId)).status, 'COMPLETED');
      assert.equal(await again.savedLog(held.run.taskId), held.run.handler.getLogs());
    } finally {
      await again.close();
    }
  });

  /** The file is checked once a second. */
  function isDue(run: TaskRun): boolean {
    return Date.now() - run.startTime > 1_100;
  }

  for (const [what, damage] of [
    ['cut off', (file: string) => truncate(file, 0)],
    ['overwritten with garbage', overwrite],
  ] as const) {
    it(`${what}: the task ends, nothing crashes, and its log can be saved`, async () => {
      const held = await start();
      changeFromOutside(projectFile(), 'PRAGMA wal_checkpoint(TRUNCATE);');
      await damage(projectFile());
      await endsUnsaved(held, /is damaged\. Put a backup in its place/);
    });
  }

  it('made by a newer version, when it is opened again: refused, and left as it was', async () => {
    const file = projectFile();
    await project.current.close();
    changeFromOutside(
      file,
      "INSERT INTO schema_migration (name) VALUES ('999-later'); PRAGMA wal_checkpoint(TRUNCATE);",
    );
    const before = await readFile(file);
    await assert.rejects(reopen(file), { code: 'PROJECT_DATABASE_NEWER', message: /999-later.*Nothing was changed/ });
    assert.deepEqual(await readFile(file), before);
  });

  it('a saved log is written completely to a file, and a file that cannot be written is not changed', async () => {
    const { run, context, end } = await start();
    for (let line = 0; line < 30_000; line++) context.logger.info(`line ${line} ${'x'.repeat(60)}`);
    end();
    await run.settled;
    const file = folder.file('copy.log');
    await writeFile(file, 'an older log');
    await writeLogFile(file, savedPieces(project.current.catalog.runs, run.taskId));
    assert.equal(await readFile(file, 'utf8'), `${run.handler.getLogs()}\n`);
    const broken = (function* () {
      yield 'one line';
      throw new Error('the pieces have come to an end');
    })();
    await assert.rejects(writeLogFile(file, broken), {
      code: 'INVALID_ARGUMENT',
      message: /copy\.log.*come to an end/,
    });
    assert.equal(await readFile(file, 'utf8'), `${run.handler.getLogs()}\n`);
    await assert.rejects(writeLogFile('copy.log', []), { message: /give the whole path/ });
    await assert.rejects(writeLogFile(folder.file('no/such/folder.log'), []), { code: 'INVALID_ARGUMENT' });
  });
});

/** Overwrites most pages of a file with garbage, including the first; its length stays. */
async function overwrite(file: string): Promise<void> {
  const random = randomOf('garbage');
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  try {
    for (let offset = 0; offset < size; offset += 4_096) {
      if (offset > 0 && random() < 0.1) continue;
      await handle.write(Buffer.from(Array.from({ length: 4_096 }, () => random() * 256)), 0, 4_096, offset);
    }
  } finally {
    await handle.close();
  }
}

async function reopen(file: string): Promise<void> {
  const { openProjectDatabase } = await import('../../src/catalog/projectDatabase');
  await (await openProjectDatabase({ file })).close();
}

describe('The project database cannot be written,', () => {
  const folder = useTemporaryFolder();

  it('its disk being full: the task ends as failed, with all its records in memory', async () => {
    const disk = folder.file('disk');
    await mkdir(disk);
    const end = await runChild('fullDisk', { folder: disk }, { through: onSmallDisk(disk, 4) });
    const cause = /has no room left to grow|cannot be reached on its disk/;
    assert.equal(end.result.status, 'FAILED');
    assert.match(end.result.error ?? '', cause);
    assert.match(end.unsaved, cause);
    assert.equal(end.inMemory, end.logged);
    assert.equal(end.savedInOrder, true);
    assert.match(end.fallback[0] ?? '', cause);
    assert.ok(end.fallback.length < 20, 'not every attempt is reported');
  });

  const openAsPlainUser = (file: string): Promise<Opened> =>
    runChild('openProject', { file }, { through: withPermissions });

  it('in a folder without permission: refused, with what to do', async () => {
    const closed = folder.file('closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const opened = await openAsPlainUser(`${closed}/project.sqlite`);
    await chmod(closed, 0o700);
    assert.equal(opened.code, 'PROJECT_DATABASE_READ_ONLY');
    assert.match(opened.message, /cannot be written .*Allow writing to the file and its folder/);
  });

  it('its file being read-only: refused and not changed, so that it works again when it becomes writable', async () => {
    const file = folder.file('project.sqlite');
    await reopen(file);
    const before = await readFile(file);
    await chmod(file, 0o400);
    const opened = await openAsPlainUser(file);
    assert.equal(opened.code, 'PROJECT_DATABASE_READ_ONLY');
    await chmod(file, 0o600);
    assert.deepEqual(await readFile(file), before);
    assert.equal((await openAsPlainUser(file)).code, 'WRITTEN');
  });
});
