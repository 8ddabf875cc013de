import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import type { TaskOwner } from '../../src/model/runs';
import type { TaskRun } from '../../src/tasks/running/taskRun';
import { startModelServer } from '../unit/comments/models/modelServer';
import { connectionsTo, execute, settingsFor, useDatabase as useMariadb } from '../unit/sources/mysql/support';
import { describeWithOwnPostgres, useOwnServer } from '../unit/sources/postgres/ownServer';
import { settingsOf } from '../unit/sources/postgres/support';
import { describeWithMariadb } from '../unit/support/servers';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { fastClock } from './support/clocks';
import { modelComments } from './support/comments';
import { FaultProject, useFaultProject } from './support/project';
import { randomOf } from './support/random';
import { changeFromOutside, lockFromOutside } from './support/otherProgram';
import { registered, type RegisteredSource } from './support/serverSources';
import { whenLogged } from './support/watching';

const tableCount = 2_000;
const names = Array.from({ length: tableCount }, (_, index) => `t${String(index).padStart(4, '0')}`);
const last = names.at(-1) ?? '';

describe('The source breaks while its elements are read:', () => {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  let file: string;
  let owner: TaskOwner;

  beforeEach(async function () {
    this.timeout(30_000);
    file = folder.file('source.sqlite');
    changeFromOutside(
      file,
      `BEGIN; ${names.map((name) => `CREATE TABLE ${name} (id INTEGER, word TEXT);`).join('')} COMMIT;`,
    );
    owner = await project.current.add({ name: 'shop', dbType: 'sqlite', dbName: file });
  });

  /** Reads the elements, with a fault after the first columns are read. */
  const readWith = async (fault: () => void): Promise<TaskRun> => {
    const run = await project.current.runner().start('dbElements', owner, {}, (started) => {
      void whenLogged(started, /^Processing table 1\//, fault);
    });
    await run.settled;
    assert.equal(await project.current.savedLog(run.taskId), run.handler.getLogs());
    assert.deepEqual(project.current.logger.records, []);
    return run;
  };
  const goneTables = async (): Promise<string[]> =>
    (await project.current.catalog.elements.listTables(owner.id)).filter(({ gone }) => gone).map(({ name }) => name);

  it('a table is dropped: only it gets an error, and the next run knows that it is gone', async () => {
    const run = await readWith(() => changeFromOutside(file, `DROP TABLE ${last};`));
    const { status, failed, processed } = await run.result;
    assert.deepEqual([status, failed, processed], ['COMPLETED', 1, tableCount - 1]);
    assert.match(run.handler.getLogs(), new RegExp(`Error processing table ${last}: .*`));
    const again = await readWith(() => undefined);
    assert.equal((await again.result).failed, 0);
    assert.deepEqual(await goneTables(), [last]);
  });

  it('a table is changed: the catalog has either its old or its new state, and the next run the new one', async () => {
    const run = await readWith(() =>
      changeFromOutside(
        file,
        `ALTER TABLE ${last} RENAME COLUMN word TO term; ALTER TABLE ${last} ADD COLUMN size INTEGER;`,
      ),
    );
    assert.equal((await run.result).failed, 0);
    const columns = async (): Promise<string[]> => {
      const tables = await project.current.catalog.elements.listTables(owner.id);
      const { id = 0 } = tables.find(({ name }) => name === last) ?? {};
      return (await project.current.catalog.elements.listColumns(id))
        .filter(({ gone }) => !gone)
        .map(({ name }) => name);
    };
    assert.deepEqual(await columns(), ['id', 'term', 'size']);
    await readWith(() => undefined);
    assert.deepEqual(await columns(), ['id', 'term', 'size']);
  });

  it('the file is deleted: the run ends, and the next one says that there is no file', async () => {
    const run = await readWith(() => rmSync(file));
    assert.match((await run.result).status, /^(COMPLETED|FAILED)$/);
    assert.match(run.handler.getLogs(), /Completed: \d+ successful/);
    const again = await readWith(() => undefined);
    assert.equal((await again.result).status, 'FAILED');
    assert.match(again.handler.getLogs(), /Error: There is no file ".*source\.sqlite"\. Check the path/);
    assert.deepEqual(await goneTables(), []);
  });

  it('its pages are overwritten with garbage: readable tables are kept, unreadable ones are reported', async () => {
    const random = randomOf('garbage');
    const run = await readWith(() => {
      const { size } = statSync(file);
      const handle = openSync(file, 'r+');
      for (let offset = 4_096; offset < size; offset += 4_096) {
        const garbage = Buffer.from(Array.from({ length: 4_096 }, () => random() * 256));
        if (random() < 0.7) writeSync(handle, garbage, 0, garbage.length, offset);
      }
      closeSync(handle);
    });
    const { status, failed, processed, total, error } = await run.result;
    assert.equal(processed + failed, status === 'COMPLETED' ? total : processed + failed);
    if (status === 'FAILED') assert.match(error ?? '', /cannot be read: /);
    const again = await readWith(() => undefined);
    const { status: next, error: reason } = await again.result;
    assert.equal(next, 'FAILED');
    assert.match(reason ?? '', /source\.sqlite" cannot be read: it is (damaged|not a SQLite database)/);
    assert.deepEqual(await goneTables(), [], 'what could not be read is not gone');
  });

  it('it is locked by another program: the run fails with the reason, and works once it is not', async () => {
    const lock = await lockFromOutside(file);
    const run = await readWith(() => undefined);
    assert.match(
      (await run.result).error ?? '',
      /another program has locked it\. Wait until that program has finished/,
    );
    await lock.release();
    assert.equal((await (await readWith(() => undefined)).result).status, 'COMPLETED');
  });
});

describe('A source that answers slowly', () => {
  const folder = useTemporaryFolder();

  it('gives no rows of a slow view; the run continues, and logs it', async () => {
    const file = folder.file('source.sqlite');
    const endless = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS top FROM n';
    changeFromOutside(file, `CREATE TABLE a (id INTEGER); CREATE VIEW b AS ${endless}; CREATE TABLE c (id INTEGER);`);
    // the time limit of a sample is one second instead of twenty
    const project = await FaultProject.open({ file: folder.file('project.sqlite') }, fastClock(20));
    const server = await startModelServer();
    try {
      const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: file });
      const runner = project.runner();
      assert.equal((await (await runner.start('dbElements', owner)).result).status, 'COMPLETED');
      const run = await runner.start('tableComments', owner, { comments: modelComments(server.baseUrl) });
      assert.deepEqual([(await run.result).status, run.counts.processed], ['COMPLETED', 3]);
      assert.match(run.handler.getLogs(), /No rows of b are used: reading it took too long/);
    } finally {
      await server.close();
      await project.close();
    }
  });
});

/**
 * Starts a run over a server's source, breaks the source at the first line about columns, and returns the run after its
 * end.
 */
async function breakWhileRead(project: FaultProject, owner: TaskOwner, fault: () => void): Promise<TaskRun> {
  const run = await project.runner().start('dbElements', owner, {}, (started) => {
    void whenLogged(started, /^Step 2: /, fault);
  });
  await run.settled;
  assert.equal(await project.savedLog(run.taskId), run.handler.getLogs());
  return run;
}

const add = (project: FaultProject, { values, secrets }: RegisteredSource): Promise<TaskOwner> =>
  project.add(values, secrets);

describeWithOwnPostgres('A PostgreSQL server that stops in the middle of a run', () => {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  const server = useOwnServer();

  it("ends the run with the reason; the run after the server's restart does the rest", async function () {
    this.timeout(60_000);
    await server.run(
      names
        .slice(0, 300)
        .map((name) => `CREATE TABLE ${name} (id int, word text);`)
        .join(''),
    );
    const owner = await add(project.current, registered('shop', settingsOf('postgres', {}, server)));
    const run = await breakWhileRead(project.current, owner, () => server.crash());
    const { status, error } = await run.result;
    assert.equal(status, 'FAILED', run.handler.getLogs());
    assert.match(error ?? '', /127\.0\.0\.1/);
    assert.match(run.handler.getLogs(), /Error: .*127\.0\.0\.1/);
    server.start('on');
    const again = await (await project.current.runner().start('dbElements', owner)).result;
    assert.deepEqual([again.status, again.processed], ['COMPLETED', 300]);
  });
});

describeWithMariadb('A MariaDB server that cuts the connection in the middle of a run', () => {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  const create = names.slice(0, 200).map((name) => `CREATE TABLE ${name} (id int, word text) ENGINE=MyISAM`);
  const database = useMariadb(...create);

  it('continues, or ends with the reason, and the next run does the rest', async () => {
    const owner = await add(project.current, registered('shop', settingsFor(database.name)));
    let killing: Promise<unknown> = Promise.resolve();
    const kill = async (): Promise<void> => {
      for (const id of await connectionsTo(database.name)) await execute([`KILL ${id}`]).catch(() => undefined);
    };
    const run = await breakWhileRead(project.current, owner, () => void (killing = kill()));
    await killing;
    const { status, error } = await run.result;
    if (status === 'FAILED') assert.match(error ?? '', /127\.0\.0\.1|connection/);
    else assert.equal(status, 'COMPLETED');
    const again = await (await project.current.runner().start('dbElements', owner)).result;
    assert.deepEqual([again.status, again.failed], ['COMPLETED', 0]);
  });
});
