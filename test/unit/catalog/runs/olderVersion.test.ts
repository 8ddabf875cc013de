import assert from 'node:assert/strict';
import type { Catalog } from '../../../../src/catalog/catalog';
import { migrations } from '../../../../src/catalog/migrations';
import { openProjectFile, type ProjectConnections } from '../../../../src/catalog/openProjectFile';
import { openProjectServer } from '../../../../src/catalog/openProjectServer';
import type { TaskOwner } from '../../../../src/model/runs';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, anEnd, aSqlDb, elementsTask, noon, noonClock } from '../support';

/** Claims the elements of a SqlDb as the first version does: by its status field, in one transaction. */
function claimAsBefore({ writer }: ProjectConnections, sqlDbId: number, taskId: string): Promise<boolean> {
  return writer.transaction(async (connection) => {
    const { dialect } = connection;
    const time = dialect.time(noon);
    await connection.rows(`SELECT db_elements_status FROM sql_db WHERE id = $1${dialect.forUpdate}`, sqlDbId);
    const claimed = await connection.change(
      "UPDATE sql_db SET db_elements_status = 'RUNNING', db_elements_task_id = $1, db_elements_log = '', " +
        'db_elements_start_time = $2, db_elements_end_time = NULL WHERE id = $3 AND ' +
        "(db_elements_status <> 'RUNNING' OR NOT EXISTS (SELECT 1 FROM task_run WHERE task_id = db_elements_task_id " +
        "AND status = 'RUNNING'))",
      taskId,
      time,
      sqlDbId,
    );
    if (claimed === 0) return false;
    await connection.change(
      'INSERT INTO task_run (task_id, sql_db_id, kind, status, start_time, heartbeat, host, process_id) ' +
        "VALUES ($1, $2, 'dbElements', 'RUNNING', $3, $3, 'here', 1)",
      taskId,
      sqlDbId,
      time,
    );
    return true;
  });
}

forEachEngine('a window of the first version beside one of this version', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let owner: TaskOwner;
  const opened: ProjectConnections[] = [];
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    owner = { type: 'sqlDb', id: await catalog.sqlDbs.add(aSqlDb()) };
  });
  afterEach(async () => {
    for (const { reader, writer } of opened.splice(0)) {
      await reader.close();
      await writer.close();
    }
    await bench.dispose();
  });

  const olderWindow = async (): Promise<ProjectConnections> => {
    const { location } = bench;
    const older =
      'file' in location
        ? await openProjectFile(location, migrations)
        : await openProjectServer(location, migrations, noonClock);
    opened.push(older);
    return older;
  };

  it('cannot claim what this one holds', async () => {
    const older = await olderWindow();
    await catalog.runs.claim(aClaim(owner.id, 'new'));
    assert.equal(await claimAsBefore(older, owner.id, 'old'), false);
    await catalog.runs.end('new', owner, 'db_elements', anEnd());
    assert.equal(await claimAsBefore(older, owner.id, 'old'), true);
  });

  it('keeps this one from claiming what it holds', async () => {
    const older = await olderWindow();
    assert.equal(await claimAsBefore(older, owner.id, 'old'), true);
    const refused = await catalog.runs.claim(aClaim(owner.id, 'new'));
    assert.deepEqual(refused, { claimed: false, holder: await catalog.runs.get('old') });
    assert.equal((await catalog.sqlDbs.get(owner.id)).tasks.dbElements?.taskId, 'old');
    assert.equal(await catalog.runs.reset(owner, elementsTask, noon, () => 'reset'), 'RUNNING');
    assert.equal((await catalog.runs.claim(aClaim(owner.id, 'new'))).claimed, true);
  });

  it('takes turns with it: three of each claim at once, and exactly one wins, thirty times', async function () {
    this.timeout(120_000);
    const newer = await Promise.all([bench.open(), bench.open(), bench.open()]);
    const older = [await olderWindow(), await olderWindow(), await olderWindow()];
    for (let round = 0; round < 30; round += 1) {
      const won = await Promise.all([
        ...newer.map(async ({ runs }, index) => (await runs.claim(aClaim(owner.id, `${round}/new ${index}`))).claimed),
        ...older.map((window, index) => claimAsBefore(window, owner.id, `${round}/old ${index}`)),
      ]);
      assert.equal(won.filter((one) => one).length, 1, `round ${round}`);
      const [running] = await catalog.runs.listRunning();
      assert.ok(running);
      assert.equal(await catalog.runs.end(running.taskId, owner, 'db_elements', anEnd()), true);
    }
  });
});
