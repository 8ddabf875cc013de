import assert from 'node:assert/strict';
import type { Catalog } from '../../../../src/catalog/catalog';
import type { TaskOwner } from '../../../../src/model/runs';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, anEnd, aSqlDb, noon } from '../support';

const day = 86_400_000;

forEachEngine('pruning', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let owner: TaskOwner;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    owner = { type: 'sqlDb', id: await catalog.sqlDbs.add(aSqlDb()) };
  });
  afterEach(() => bench.dispose());

  /** A run of one day of March, with a log of this many lines of ten characters. */
  async function run(
    taskId: string,
    date: number,
    lines = 1,
    kind: 'dbElements' | 'tableComments' = 'dbElements',
  ): Promise<void> {
    const prefix = kind === 'dbElements' ? 'db_elements' : 'table_comment';
    const now = noon + (date - 1) * day;
    await catalog.runs.claim(aClaim(owner.id, taskId, { now, kind, prefix }));
    for (let line = 0; line < lines; line += 1) {
      await catalog.runs.appendLog(taskId, { firstLine: line, lineCount: 1, text: 'ten so far' });
    }
    await catalog.runs.end(taskId, owner, prefix, anEnd({ now }));
  }

  const left = async (): Promise<string[]> =>
    (await bench.sql<{ task: string }>('SELECT task_id AS task FROM task_run ORDER BY id')).map(({ task }) => task);
  const logsLeft = async (): Promise<string[]> =>
    (await bench.sql<{ task: string }>('SELECT DISTINCT task_id AS task FROM task_log ORDER BY task')).map(
      ({ task }) => task,
    );

  it('without limits removes nothing', async () => {
    await run('a', 1);
    await run('b', 2);
    assert.deepEqual(await catalog.runs.prune({}, noon + 99 * day), { runs: 0, characters: 0 });
    assert.deepEqual(await left(), ['a', 'b']);
  });

  it('removes what ended too long ago, with its log', async () => {
    await run('a', 1, 3);
    await run('b', 5);
    await run('c', 9);
    const now = noon + 9 * day;
    assert.deepEqual(await catalog.runs.prune({ maxAge: 5 * day - 1 }, now), { runs: 2, characters: 40 });
    assert.deepEqual([await left(), await logsLeft()], [['c'], ['c']]);
    assert.deepEqual(await catalog.runs.prune({ maxAge: 5 * day - 1 }, now), { runs: 0, characters: 0 });
  });

  it('keeps the given number of each task, the newest', async () => {
    for (const date of [1, 2, 3, 4]) await run(`elements ${date}`, date);
    for (const date of [1, 2]) await run(`comments ${date}`, date, 1, 'tableComments');
    assert.equal((await catalog.runs.prune({ maxRunsPerTask: 2 }, noon)).runs, 2);
    assert.deepEqual(await left(), ['elements 3', 'elements 4', 'comments 1', 'comments 2']);
  });

  it('removes the oldest until the logs are no longer than asked for, counting those that are kept', async () => {
    for (const date of [1, 2, 3, 4]) await run(`run ${date}`, date, 10);
    assert.deepEqual(await catalog.runs.prune({ maxCharacters: 250 }, noon), { runs: 2, characters: 200 });
    assert.deepEqual(await left(), ['run 3', 'run 4']);
    assert.deepEqual(await catalog.runs.prune({ maxCharacters: 200 }, noon), { runs: 0, characters: 0 });
  });

  it('counts against the size only what the other limits leave', async () => {
    await run('old', 1, 10);
    await run('new', 8, 10);
    await run('newest', 9, 10);
    assert.equal((await catalog.runs.prune({ maxAge: 5 * day, maxCharacters: 200 }, noon + 9 * day)).runs, 1);
    assert.deepEqual(await left(), ['new', 'newest']);
  });

  it('never removes the last run of a task, nor one that runs', async () => {
    await run('done', 1, 5);
    await run('comments', 1, 5, 'tableComments');
    await catalog.runs.claim(aClaim(owner.id, 'silent'));
    await catalog.runs.claim(aClaim(owner.id, 'running', { kind: 'columnComments', prefix: 'column_comment' }));
    const strict = { maxAge: 0, maxRunsPerTask: 0, maxCharacters: 0 };
    assert.equal((await catalog.runs.prune(strict, noon + 99 * day)).runs, 1);
    assert.deepEqual(await left(), ['comments', 'silent', 'running']);
  });

  it('removes a log of thousands of chunks', async function () {
    this.timeout(30_000);
    await catalog.runs.claim(aClaim(owner.id, 'long'));
    for (let line = 0; line < 1_200; line += 1) {
      await catalog.runs.appendLog('long', { firstLine: line, lineCount: 1, text: 'ten so far' });
    }
    await catalog.runs.end('long', owner, 'db_elements', anEnd(), { lastWords: 'the end' });
    await run('last', 2);
    assert.deepEqual(await catalog.runs.prune({ maxRunsPerTask: 1 }, noon), { runs: 1, characters: 12_007 });
    assert.deepEqual(await logsLeft(), ['last']);
  });
});
