import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import type { Catalog } from '../../../../src/catalog/catalog';
import type { TaskOwner } from '../../../../src/model/runs';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, aSqlDb, aTable, anEnd, elementsTask, noon } from '../support';

forEachEngine('two windows at once', (engine) => {
  let bench: Workbench;
  let one: Catalog;
  let other: Catalog;
  let owner: TaskOwner;
  beforeEach(async () => {
    bench = new Workbench(engine);
    one = await bench.open();
    other = await bench.open();
    owner = { type: 'sqlDb', id: await one.sqlDbs.add(aSqlDb()) };
  });
  afterEach(() => bench.dispose());

  const chunk = (line: number) => ({ firstLine: line, lineCount: 1, text: `line ${line}` });
  const log = async (taskId: string): Promise<string> =>
    (await one.runs.readLog(taskId, 0, 1_000_000)).map(({ text }) => text).join('\n');

  it('write a log and end its run: accepted lines come before the last words, and nothing comes after', async function () {
    this.timeout(60_000);
    for (let round = 0; round < 20; round += 1) {
      const taskId = `run ${round}`;
      await one.runs.claim(aClaim(owner.id, taskId));
      const taken: string[] = [];
      const append = async (): Promise<void> => {
        for (let line = 0; ; line += 1) {
          await one.runs.appendLog(taskId, chunk(line));
          taken.push(`line ${line}`);
        }
      };
      const appending = append();
      const beating = one.runs.heartbeat(taskId, noon + 1_000);
      const ended = other.runs.end(taskId, owner, 'db_elements', anEnd(), { lastWords: 'last words' });
      await assert.rejects(appending, (error) => hasCode(error, 'LEASE_LOST'));
      assert.equal(await ended, true);
      assert.ok(['alive', 'lost'].includes(await beating));
      assert.equal(await log(taskId), [...taken, 'last words'].join('\n'));
      const [row] = await bench.sql<{ log: string }>('SELECT db_elements_log AS log FROM sql_db');
      assert.equal(row?.log, await log(taskId));
    }
  });

  it('keep the same chunk once', async () => {
    await one.runs.claim(aClaim(owner.id, 'run'));
    const lines = Array.from({ length: 30 }, (_, line) => line);
    await Promise.all(
      [one, other].map((catalog) => Promise.all(lines.map((line) => catalog.runs.appendLog('run', chunk(line))))),
    );
    assert.equal(await log('run'), lines.map((line) => `line ${line}`).join('\n'));
  });

  it('end and reset the same runs: each ends once, and there is no deadlock', async function () {
    this.timeout(60_000);
    for (let round = 0; round < 20; round += 1) {
      const taskId = `run ${round}`;
      assert.equal((await one.runs.claim(aClaim(owner.id, taskId))).claimed, true);
      const [ended, was] = await Promise.all([
        one.runs.end(taskId, owner, 'db_elements', anEnd()),
        other.runs.reset(owner, elementsTask, noon + 1, (status) => `reset (was: ${status})`),
      ]);
      assert.equal(ended, was !== 'RUNNING');
      assert.equal((await one.runs.get(taskId)).status, ended ? 'COMPLETED' : 'FAILED');
      assert.equal((await one.sqlDbs.get(owner.id)).tasks.dbElements?.status, 'IDLE');
    }
  });

  it('remove a database and claim its task: one of them wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await one.sqlDbs.add(aSqlDb({ name: `database ${round}` }));
      await one.runs.claim(aClaim(id, `elements ${round}`));
      await one.elements.syncTables(id, `elements ${round}`, [aTable('a')]);
      await one.runs.end(`elements ${round}`, { type: 'sqlDb', id }, 'db_elements', anEnd());
      const [removed, claimed] = await Promise.allSettled([
        one.sqlDbs.remove(id),
        other.runs.claim(aClaim(id, `run ${round}`)),
      ]);
      assert.notEqual(removed.status, claimed.status);
      const left = await bench.sql(`SELECT id FROM sql_db WHERE id = ${id}`);
      assert.equal(left.length, claimed.status === 'fulfilled' ? 1 : 0);
    }
  });
});
