import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Catalog } from '../../../../src/catalog/catalog';
import { initial } from '../../../../src/catalog/migrations/001-initial';
import { openProjectFile } from '../../../../src/catalog/openProjectFile';
import { openProjectServer } from '../../../../src/catalog/openProjectServer';
import { openProjectDatabase } from '../../../../src/catalog/projectDatabase';
import { forEachEngine, forEachServer, type TestPlace } from '../engines';
import { aClaim, elementsTask, noonClock } from '../support';

const shop = { type: 'sqlDb', id: 1 } as const;
const sales = { type: 'workspace', id: 3 } as const;

/** A project database of the first version, in which several runs of one task are RUNNING. */
async function makeOldDatabase({ location, prepare, sql }: TestPlace): Promise<void> {
  await prepare();
  const { reader, writer } =
    'file' in location
      ? await openProjectFile(location, [initial])
      : await openProjectServer(location, [initial], noonClock);
  const { dialect } = writer.connection;
  await reader.close();
  await writer.close();
  const time = `'${dialect.time(Date.UTC(2026, 0, 1))}'`;
  const insert = async (taskId: string, owner: string, kind: string, status: string): Promise<void> => {
    const values = `'${taskId}', ${owner}, '${kind}', '${status}', ${time}, ${time}, 'here', 1`;
    const columns = 'task_id, sql_db_id, workspace_id, kind, status, start_time, heartbeat, host, process_id';
    await sql(`INSERT INTO task_run (${columns}) VALUES (${values})`, []);
  };
  await sql("INSERT INTO workspace (id, name) VALUES (3, 'sales')", []);
  for (const id of [1, 2]) {
    await sql(`INSERT INTO sql_db (id, name, db_type, db_name) VALUES (${id}, 'shop ${id}', 'sqlite', '/shop')`, []);
  }
  await insert('lost before', '1, NULL', 'dbElements', 'RUNNING');
  await insert('shown', '1, NULL', 'dbElements', 'RUNNING');
  await insert('lost after', '1, NULL', 'dbElements', 'RUNNING');
  await insert('comments', '1, NULL', 'tableComments', 'RUNNING');
  await insert('not shown', '1, NULL', 'columnComments', 'RUNNING');
  await insert('older', '1, NULL', 'somethingNewer', 'RUNNING');
  await insert('newest', '1, NULL', 'somethingNewer', 'RUNNING');
  await insert('of another', '2, NULL', 'dbElements', 'RUNNING');
  await insert('was reset', '2, NULL', 'tableComments', 'COMPLETED');
  await insert('for all, lost', 'NULL, 3', 'tableComments', 'RUNNING');
  await insert('for all', 'NULL, 3', 'tableComments', 'RUNNING');
  await sql(
    "INSERT INTO task_log (task_id, first_line, line_count, character_count, text) VALUES ('lost after', 0, 1, 4, 'kept')",
    [],
  );
  const show = (table: string, id: number, prefix: string, status: string, taskId: string): Promise<unknown> =>
    sql(`UPDATE ${table} SET ${prefix}_status = '${status}', ${prefix}_task_id = '${taskId}' WHERE id = ${id}`, []);
  await show('sql_db', 1, 'db_elements', 'RUNNING', 'shown');
  await show('sql_db', 1, 'table_comment', 'RUNNING', 'comments');
  await show('sql_db', 2, 'db_elements', 'RUNNING', 'of another');
  await show('sql_db', 2, 'table_comment', 'IDLE', 'was reset');
  await show('workspace', 3, 'table_comment', 'RUNNING', 'for all');
}

/** Checks the result of the migration. */
async function checkMigrated(catalog: Catalog): Promise<void> {
  assert.deepEqual(
    (await catalog.runs.listRunning()).map(({ taskId }) => taskId),
    ['shown', 'comments', 'newest', 'of another', 'for all'],
  );
  for (const taskId of ['lost before', 'lost after', 'not shown', 'older', 'for all, lost']) {
    const run = await catalog.runs.get(taskId);
    assert.equal(run.status, 'FAILED', taskId);
    assert.match(run.error ?? '', /^Another run of the same task .* What this run had saved is kept\.$/);
    assert.equal(run.endTime, run.heartbeat);
  }
  assert.equal((await catalog.runs.readLog('lost after', 0, 100))[0]?.text, 'kept');
  const [first, second] = (await catalog.sqlDbs.list()).map(({ tasks }) => tasks);
  assert.equal(first?.dbElements?.taskId, 'shown');
  assert.equal(second?.tableComments?.status, 'IDLE', 'it was reset');
  assert.equal((await catalog.runs.get('was reset')).status, 'COMPLETED');
}

forEachEngine('A project database of the first version', (engine) => {
  let place: TestPlace;
  const opened: Catalog[] = [];
  beforeEach(async function () {
    this.timeout(30_000);
    place = engine.createPlace();
    await makeOldDatabase(place);
  });
  afterEach(async () => {
    for (const catalog of opened.splice(0)) await catalog.close();
    await place.remove();
  });

  const open = async (): Promise<Catalog> => {
    const catalog = await openProjectDatabase(place.location, noonClock);
    opened.push(catalog);
    return catalog;
  };

  it('keeps of each task the run that its owner shows, and ends the others', async () => {
    await checkMigrated(await open());
    const [measured] = await place.sql<{ size: number }>(
      "SELECT log_characters AS size FROM task_run WHERE task_id = 'lost after'",
      [],
    );
    assert.equal(Number(measured?.size), 4);
  });

  it('allows one RUNNING run per owner and kind afterwards, by a constraint', async () => {
    const catalog = await open();
    const second = (owner: string): Promise<unknown> =>
      place.sql(
        'INSERT INTO task_run (task_id, sql_db_id, workspace_id, kind, status, start_time, heartbeat, host, process_id) ' +
          `SELECT task_id || ' again', sql_db_id, workspace_id, kind, status, start_time, heartbeat, host, process_id ` +
          `FROM task_run WHERE status = 'RUNNING' AND ${owner}`,
        [],
      );
    const refused = /unique|duplicate/i;
    await assert.rejects(second("sql_db_id = 1 AND kind = 'dbElements'"), refused);
    await assert.rejects(second("sql_db_id = 1 AND kind = 'somethingNewer'"), refused);
    await assert.rejects(second('workspace_id = 3'), refused);
    assert.equal((await catalog.runs.claim(aClaim(1, 'mine'))).claimed, false);
    assert.equal(await catalog.runs.reset(shop, elementsTask, Date.UTC(2026, 2, 1), () => 'reset'), 'RUNNING');
    assert.equal((await catalog.runs.claim(aClaim(1, 'mine'))).claimed, true);
    const task = { kind: 'tableComments', prefix: 'table_comment' };
    assert.equal(await catalog.runs.reset(sales, task, Date.UTC(2026, 2, 1), () => 'reset'), 'RUNNING');
    assert.equal((await catalog.runs.claim(aClaim(3, 'all', { owner: sales, ...task }))).claimed, true);
  });

  it('changes nothing when it is opened again', async () => {
    await open();
    await checkMigrated(await open());
  });
});

forEachServer('A migration of the first version', (engine) => {
  let place: TestPlace;
  beforeEach(() => {
    place = engine.createPlace();
  });
  afterEach(() => place.remove());

  it('continues where a process died', async function () {
    this.timeout(120_000);
    await makeOldDatabase(place);
    const script = join(__dirname, '../dyingMigration.ts');
    for (const statements of [1, 6, 13]) {
      const dying = [script, JSON.stringify(place.location), String(statements)];
      const child = spawnSync(process.execPath, ['--import', 'tsx', ...dying]);
      assert.equal(child.signal, 'SIGKILL', child.stderr.toString());
    }
    const catalog = await openProjectDatabase(place.location, noonClock);
    try {
      await checkMigrated(catalog);
    } finally {
      await catalog.close();
    }
  });
});
