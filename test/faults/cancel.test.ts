import assert from 'node:assert/strict';
import type { SourceSettings } from '../../src/sources/source';
import type { TaskContext } from '../../src/tasks/task';
import { settingsFor, untilRunning, useDatabase as useMariadb } from '../unit/sources/mysql/support';
import { settingsOf, useDatabase as usePostgres } from '../unit/sources/postgres/support';
import { ManualClock } from '../unit/support/manualClock';
import { describeWithMariadb, describeWithPostgres } from '../unit/support/servers';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { taskOf } from '../unit/support/tasks';
import { until } from '../unit/support/until';
import { modelComments, useModelServer } from './support/comments';
import { FaultProject, useFaultProject } from './support/project';
import { changeFromOutside } from './support/otherProgram';
import { registered } from './support/serverSources';
import { timed, whenLogged } from './support/watching';

/** How long a cancel may take, in milliseconds. */
const promptly = 2_000;

describe('A cancel takes effect within two seconds', () => {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  const server = useModelServer();

  /** Starts table comments over a source, cancels them when `busy` resolves, and asserts that they stop. */
  const stops = async (settings: SourceSettings, busy: (log: Promise<void>) => Promise<void>): Promise<void> => {
    const { values, secrets } = registered('shop', settings);
    const owner = await project.current.add(values, secrets);
    await project.current.allowSampling(owner);
    const runner = project.current.runner();
    assert.equal((await (await runner.start('dbElements', owner)).result).status, 'COMPLETED');
    let paused = Promise.resolve();
    const run = await runner.start(
      'tableComments',
      owner,
      { comments: modelComments(server.current.baseUrl) },
      (started) => {
        paused = whenLogged(started, /pausing for/);
      },
    );
    await busy(paused);
    run.cancel();
    const { value, milliseconds } = await timed(run.result);
    assert.equal(value.status, 'CANCELLED', run.handler.getLogs());
    assert.ok(milliseconds < promptly, `${milliseconds} ms`);
    await run.settled;
    assert.equal((await project.current.catalog.runs.get(run.taskId)).status, 'CANCELLED');
    assert.equal(await project.current.savedLog(run.taskId), run.handler.getLogs());
    assert.match(run.handler.getLogs(), /Cancelled: what was done until now is kept/);
  };

  const sqliteSource = (script: string): SourceSettings => {
    const file = folder.file('source.sqlite');
    changeFromOutside(file, script);
    return { dbType: 'sqlite', dbName: file };
  };
  const tables = 'CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER); CREATE TABLE c (id INTEGER);';

  it('in the middle of an endless query of SQLite', async () => {
    const endless = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS top FROM n';
    // the view is read while the model is called for the first table
    await stops(sqliteSource(`CREATE TABLE a (id INTEGER); CREATE VIEW b AS ${endless};`), () =>
      server.current.received(1),
    );
  });

  it('in the middle of a call of a model that never answers', async () => {
    server.current.always({ kind: 'silent' });
    await stops(sqliteSource(tables), () => server.current.received(3));
    await server.current.hungUp(3);
  });

  it('while the circuit breaker pauses', async () => {
    server.current.always({ kind: 'status', status: 400 });
    await stops(sqliteSource(`${tables} CREATE TABLE d (id INTEGER);`), (paused) => paused);
  });

  describeWithPostgres('on a server: PostgreSQL', () => {
    const database = usePostgres('CREATE TABLE a (id int); CREATE VIEW b AS SELECT pg_sleep(300)::text AS top');
    const running = async (): Promise<boolean> => {
      const sql = `SELECT 1 FROM pg_stat_activity WHERE datname = '${database.name}' AND wait_event = 'PgSleep'`;
      return (await database.run(sql)).length > 0;
    };

    it('in the middle of a slow query, which also ends on the server', async () => {
      await stops(settingsOf(database.name), () => waitFor(running));
      await waitFor(async () => !(await running()));
    });
  });

  describeWithMariadb('on a server: MariaDB', () => {
    const database = useMariadb('CREATE TABLE a (id int)', 'CREATE VIEW b AS SELECT sleep(300) AS top');

    it('in the middle of a slow query, which also ends on the server', async () => {
      const query = `%${database.name}%\`b\`%`;
      await stops(settingsFor(database.name), async () => void (await untilRunning(query, true)));
      await untilRunning(query, false);
    });
  });
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

describe('A run that does not stop when it is cancelled', () => {
  const folder = useTemporaryFolder();
  let clock: ManualClock;
  let project: FaultProject;
  beforeEach(async () => {
    clock = new ManualClock();
    project = await FaultProject.open({ file: folder.file('project.sqlite') }, clock);
  });
  afterEach(() => project.close());

  it('logs what it waits for, is abandoned after a while, and can no longer write', async () => {
    const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: folder.file('none.sqlite') });
    let context!: TaskContext;
    const stuck = new Promise<never>(() => undefined);
    const runner = project.runner([
      taskOf((given) => {
        context = given;
        return given.waitForModel(stuck);
      }),
    ]);
    const run = await runner.start('dbElements', owner);
    context.count({ processed: 3, failed: 0, total: 5 });
    run.cancel();
    clock.advance(9_999);
    assert.deepEqual(run.stoppedBy, []);
    clock.advance(1);
    assert.deepEqual(run.stoppedBy, ['model']);
    assert.match(run.handler.getLogs(), /Stopping: still waiting for the model, 10 s after the cancel$/);
    assert.equal(run.stopping, true);
    await until(
      () => {
        clock.advance(1_000);
        return run.status !== 'RUNNING';
      },
      'the end of the run',
      30_000,
    );
    const result = await run.result;
    await run.settled;
    assert.deepEqual([result.status, result.processed, result.total], ['CANCELLED', 3, 5]);
    assert.match(run.handler.getLogs(), /Gave up waiting for the model, 30 s after the cancel/);
    const row = await project.catalog.runs.get(run.taskId);
    assert.equal(row.status, 'CANCELLED');
    const log = run.handler.getLogs();
    assert.equal(await project.savedLog(run.taskId), log);

    context.logger.error('too late');
    context.count({ processed: 5, failed: 0, total: 5 });
    context.report({ fraction: 1 });
    await assert.rejects(context.catalog.elements.syncTables(owner.id, run.taskId, []), { code: 'LEASE_LOST' });
    await assert.rejects(context.catalog.comments.save(run.taskId, 'late', []), { code: 'LEASE_LOST' });
    await assert.rejects(project.catalog.runs.appendLog(run.taskId, { firstLine: 99, lineCount: 1, text: 'late' }), {
      code: 'LEASE_LOST',
    });
    assert.equal(run.handler.getLogs(), log);
    assert.equal(run.progress.fraction, 0);
    assert.equal(run.counts.processed, 3);
    assert.equal(await project.savedLog(run.taskId), log);
    assert.equal(
      (await (await project.runner([taskOf(() => Promise.resolve())]).start('dbElements', owner)).result).status,
      'COMPLETED',
    );
    assert.equal(clock.pending, 0);
  });
});
