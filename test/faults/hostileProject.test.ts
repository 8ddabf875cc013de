import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hasCode, type ErrorCode } from '../../src/base/errors';
import { SqliteConnection } from '../../src/base/sqlite';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import type { TaskOwner } from '../../src/model/runs';
import { longestStop } from '../unit/support/stops';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { FaultProject, windowOn } from './support/project';

/** How many rows show a run as RUNNING whose process is gone. */
const deadRuns = 300_000;

const strangersProgram = `
  const [, file, script] = process.argv;
  const { Database } = require('sqlite3');
  new Database(file).exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ' + script, (error) => {
    if (error) throw error;
  });`;

describe('a project database file that a stranger prepared', () => {
  const folder = useTemporaryFolder();
  const catalogs: Catalog[] = [];
  let file: string;
  let owner: TaskOwner;

  beforeEach(async () => {
    file = folder.file('project.sqlite');
    const source = await SqliteConnection.open(folder.file('source.sqlite'), 'create');
    await source.execute('CREATE TABLE a (x); CREATE TABLE b (y);');
    await source.close();
    const project = await FaultProject.open({ file });
    owner = await project.add({ name: 's', dbType: 'sqlite', dbName: folder.file('source.sqlite') });
    await (
      await project.runner().start('dbElements', owner)
    ).result;
    await project.close();
  });
  afterEach(async () => {
    for (const catalog of catalogs.splice(0)) await catalog.close();
  });

  /** Changes the file as its maker would, without its constraints, and opens it. */
  async function prepared(script: string): Promise<Catalog> {
    // in a process of its own: SQLite's limit of memory is that of a process
    execFileSync(process.execPath, ['-e', strangersProgram, file, script]);
    const catalog = await openProjectDatabase({ file });
    catalogs.push(catalog);
    return catalog;
  }

  function isRefused(work: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
    return assert.rejects(work, (error: Error) => hasCode(error, code) && message.test(error.message));
  }

  for (const [length, message] of [
    [200_000_000, /cannot be read: it exceeds a limit .*Put a backup in its place/],
    [2_000_000, /cannot be read: the field "name" of a row has 2,000,000 characters/],
  ] as const) {
    it(`with a name of ${length.toLocaleString('en')} characters is refused in words`, async () => {
      const catalog = await prepared(`UPDATE sql_db SET name = hex(zeroblob(${length / 2}))`);
      await isRefused(catalog.sqlDbs.list(), 'PROJECT_DATABASE_DAMAGED', message);
      await isRefused(windowOn(catalog).start('dbElements', owner), 'PROJECT_DATABASE_DAMAGED', message);
    });
  }

  it('with a log line of 150 MB is refused where it is read, and runs nevertheless', async () => {
    const catalog = await prepared(`
      INSERT INTO task_log (task_id, first_line, line_count, character_count, text)
      SELECT task_id, 1000000, 1, 1, hex(zeroblob(75000000)) FROM task_run`);
    const [run] = await catalog.runs.listLast(owner, 'dbElements', 1);
    await isRefused(
      catalog.runs.readLog(run!.taskId, 1_000_000, 10_000),
      'PROJECT_DATABASE_DAMAGED',
      /exceeds a limit/,
    );
    const result = await (await windowOn(catalog).start('dbElements', owner)).result;
    assert.equal(result.status, 'COMPLETED');
  });

  it('with a log of 400 MB gets what fits of it into the field of its status', async () => {
    const catalog = await prepared(`
      WITH RECURSIVE c (x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM c LIMIT 400)
      INSERT INTO task_log (task_id, first_line, line_count, character_count, text)
      SELECT task_id, x, 1, 1, hex(zeroblob(500000)) FROM c, task_run`);
    const [run] = await catalog.runs.listLast(owner, 'dbElements', 1);
    await catalog.runs.saveLogField(run!.taskId, owner, 'db_elements');
    const shown = await SqliteConnection.open(file, 'readOnly');
    const [field] = await shown.all<{ end: string }>('SELECT substr(db_elements_log, -90) AS end FROM sql_db');
    await shown.close();
    assert.match(field!.end, /\n\(The log goes on at line 11\d\d in the table task_log: this field takes no more\.\)$/);
  });

  it('with values that no Thoth writes is listed, and its run ends with a reason', async () => {
    const catalog = await prepared(
      "UPDATE sql_db SET db_type = '__proto__', language = 'constructor', db_elements_status = 'EVIL'",
    );
    assert.equal((await catalog.sqlDbs.list()).length, 1);
    const result = await (await windowOn(catalog).start('dbElements', owner)).result;
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /__proto__/);
  });

  it('with more databases than anybody registers is refused in words', async () => {
    const catalog = await prepared(`
      WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 300000)
      INSERT INTO sql_db (name, db_type, db_name) SELECT 'n' || x, 'sqlite', 'f' FROM c`);
    const stop = await longestStop(() =>
      isRefused(catalog.sqlDbs.list(), 'PROJECT_DATABASE_DAMAGED', /sql_db has more than 10,000 rows/),
    );
    assert.ok(stop < 50, `the event loop stood still for ${stop} ms`);
  });

  it(`with ${deadRuns.toLocaleString('en')} dead runs answers at once, and ends them in parts`, async function () {
    this.timeout(60_000);
    const catalog = await prepared(`
      WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${deadRuns})
      INSERT INTO task_run (task_id, sql_db_id, kind, status, start_time, heartbeat, host, process_id)
      SELECT 't' || x, ${owner.id}, 'k' || x, 'RUNNING', '2026-01-01 00:00:00.000 +00:00',
        '2026-01-01 00:00:00.000 +00:00', 'elsewhere', 1 FROM c`);
    const started = performance.now();
    const stop = await longestStop(async () => {
      assert.equal((await catalog.sqlDbs.list()).length, 1);
      const window = windowOn(catalog);
      assert.ok((await window.endDeadRuns(catalog)).length <= 200);
      const result = await (await window.start('dbElements', owner)).result;
      assert.equal(result.status, 'COMPLETED');
    });
    const seconds = (performance.now() - started) / 1_000;
    assert.ok(seconds < 10, `${seconds} s`);
    assert.ok(stop < 50, `the event loop stood still for ${stop} ms`);
    console.log(`      ${seconds.toFixed(1)} s, longest stop ${stop.toFixed(0)} ms`);
  });
});
