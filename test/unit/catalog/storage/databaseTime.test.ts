import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../../src/base/clock';
import { ServerTime } from '../../../../src/catalog/storage/databaseTime';
import { openServer } from '../../../../src/catalog/storage/server/openServer';
import { parseServerUrl } from '../../../../src/catalog/storage/server/serverUrl';
import { DeadRuns } from '../../../../src/tasks/running/deadRuns';
import { TaskRegistry } from '../../../../src/tasks/running/taskRegistry';
import { CollectingLogger } from '../../support/collectingLogger';
import { forEachServer, Workbench } from '../engines';
import { aClaim, anEnd, aSqlDb } from '../support';

const hour = 3_600_000;

/** A clock that is wrong. */
const skewed = (milliseconds: number): Clock => ({ ...systemClock, now: () => Date.now() + milliseconds });

forEachServer('the time on a server', (engine) => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench(engine);
  });
  afterEach(() => bench.dispose());

  const stored = async (column: string): Promise<number> => {
    const rows = await bench.sql<{ time: number }>(
      `SELECT ${engine.dialect.milliseconds(column)} AS time FROM task_run`,
    );
    return Number(rows[0]?.time);
  };

  it('is that of a machine whose clock agrees, to the millisecond', async () => {
    const catalog = await bench.open(systemClock);
    const owner = { type: 'sqlDb' as const, id: await catalog.sqlDbs.add(aSqlDb()) };
    const now = Date.now();
    await catalog.runs.claim(aClaim(owner.id, 'run', { now }));
    await catalog.runs.heartbeat('run', now + 1);
    await catalog.runs.end('run', owner, 'db_elements', anEnd({ now: now + 2 }));
    const run = await catalog.runs.get('run');
    assert.deepEqual([run.startTime, run.heartbeat, run.endTime], [now, now + 1, now + 2]);
    assert.deepEqual(
      [await stored('start_time'), await stored('heartbeat'), await stored('end_time')],
      [now, now + 1, now + 2],
    );
  });

  it('is in UTC, whatever the time zone of a session is', async () => {
    const catalog = await bench.open(systemClock);
    const id = await catalog.sqlDbs.add(aSqlDb());
    const now = Date.now();
    await catalog.runs.claim(aClaim(id, 'run', { now }));
    const zone = engine.title === 'PostgreSQL' ? "SET TIME ZONE 'Asia/Tokyo'" : "SET time_zone = '+09:00'";
    await bench.sql(zone);
    assert.equal(await stored('start_time'), now);
    const text =
      engine.title === 'PostgreSQL'
        ? "to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"
        : 'start_time';
    const [row] = await bench.sql<{ text: string }>(`SELECT ${text} || '' AS text FROM task_run`);
    assert.equal(row?.text, new Date(now).toISOString().replace('T', ' ').replace('Z', ''));
    await bench.sql(engine.title === 'PostgreSQL' ? 'RESET TIME ZONE' : 'SET time_zone = DEFAULT');
  });

  it('judges a heartbeat alike on machines whose clocks are hours apart', async () => {
    const early = await bench.open(skewed(-hour));
    const late = await bench.open(skewed(2 * hour));
    // the process that ran the task no longer exists, so the age of its heartbeat decides
    const options = { clock: skewed(2 * hour), host: { host: 'here', processId: 1 }, processExists: () => false };
    const deadRuns = (): DeadRuns => new DeadRuns(options, new TaskRegistry(new CollectingLogger()));
    const id = await early.sqlDbs.add(aSqlDb());
    await early.runs.claim(aClaim(id, 'run', { now: Date.now() - hour }));
    assert.equal((await deadRuns().end(late.runs)).length, 1, 'it is alive');
    const seen = (await late.runs.get('run')).heartbeat;
    assert.ok(Math.abs(seen - (Date.now() + 2 * hour)) < 2_000);
    assert.ok(Math.abs((await late.sqlDbs.get(id)).tasks.dbElements!.startTime! - seen) < 2_000);

    await early.runs.heartbeat('run', Date.now() - hour - 40_000);
    assert.equal((await deadRuns().end(late.runs)).length, 0, 'it is dead');
    assert.equal((await early.runs.get('run')).status, 'FAILED');
  });

  it('is measured again when a clock may have been set, and small differences are ignored', async () => {
    await bench.open();
    assert.ok('url' in bench.location);
    const location = parseServerUrl(bench.location.url);
    const { reader, writer } = await openServer(location, bench.location.password);
    try {
      let skew = 0;
      let elapsed = 0;
      const clock: Clock = { ...systemClock, now: () => Date.now() + skew };
      const time = new ServerTime(reader, location.kind.clockQuery, clock, () => elapsed);
      await time.refresh();
      assert.equal(time.toDatabase(5), 5);
      skew = -hour;
      await time.refresh();
      assert.equal(time.toDatabase(5), 5, 'the last look is good for a while');
      elapsed = 10_001;
      await time.refresh();
      const difference = time.toDatabase(0);
      assert.ok(Math.abs(difference - hour) < 1_000);
      assert.equal(time.fromDatabase(time.toDatabase(7)), 7);
      skew = -hour + 300;
      elapsed = 30_000;
      await time.refresh();
      assert.equal(time.toDatabase(0), difference);
    } finally {
      await reader.close();
      await writer.close();
    }
  });
});
