import assert from 'node:assert/strict';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { taskKind } from '../../src/tasks/kinds/kinds';
import { startChild, type Child } from './support/children';
import { useSuiteFolder } from './support/folder';
import { laterClock } from './support/clocks';
import { scriptedComments } from './support/comments';
import { windowOn } from './support/project';
import { damageOf, logField, onDatabase } from './support/projectFile';
import { savedLines } from './support/savedLog';
import { copyTemplate, type Template, writeTemplate } from './support/template';
import { linesBefore } from './support/report';

/** VS Code waits this long for a window to close, in milliseconds, and then kills it. */
const longest = 5_000;

describe('a window that closes while it runs a task', () => {
  const folder = useSuiteFolder();
  const kind = 'tableComments';
  let template: Template;
  before(async () => {
    template = await writeTemplate(folder.path, 100, true);
  });

  const start = async (name: string): Promise<{ readonly child: Child; readonly file: string }> => {
    const file = await copyTemplate(template, folder.file(name));
    const child = await startChild('window', { file, sqlDbId: template.sqlDbId, kind, callMilliseconds: 50 });
    await child.until(() => linesBefore(child.reports, 1_000) > 0);
    return { child, file };
  };
  /** @returns how long the window took to end, in milliseconds */
  const close = async (child: Child): Promise<number> => {
    const start = performance.now();
    child.order('stop');
    await child.ended;
    return performance.now() - start;
  };

  it('ends its run as cancelled, with all its records', async () => {
    const { child, file } = await start('free');
    assert.ok((await close(child)) < longest);
    assert.equal(child.end, 0);
    const catalog = await openProjectDatabase({ file });
    try {
      const { taskId } = await child.next('claimed');
      assert.equal((await catalog.runs.get(taskId)).status, 'CANCELLED');
      assert.deepEqual(
        await savedLines(catalog, taskId),
        child.all('line').map(({ text }) => text),
      );
    } finally {
      await catalog.close();
    }
  });

  it('takes no longer when the project database is locked, and the next window that checks ends its run', async () => {
    const { child, file } = await start('locked');
    const { taskId } = await child.next('claimed');
    let due = 0;
    const took = await onDatabase(file, async (locker) => {
      await locker.execute('BEGIN IMMEDIATE');
      due = linesBefore(child.reports, 1_000);
      return close(child);
    });
    assert.ok(took < longest, `it took ${took} ms`);
    assert.equal(child.end, 0);
    assert.deepEqual(await damageOf(file), []);

    const owner = { type: 'sqlDb', id: template.sqlDbId } as const;
    const catalog = await openProjectDatabase({ file });
    try {
      assert.equal((await catalog.runs.get(taskId)).status, 'RUNNING');
      const saved = await savedLines(catalog, taskId);
      const logged = child.all('line').map(({ text }) => text);
      assert.ok(
        due > 0 && saved.length >= due,
        `${saved.length} lines saved, ${due} were said a second before the lock`,
      );
      assert.deepEqual(saved, logged.slice(0, saved.length));

      await windowOn(catalog, { clock: laterClock(31_000) }).endDeadRuns(catalog);
      const { status, error } = await catalog.runs.get(taskId);
      assert.equal(status, 'FAILED');
      assert.match(error ?? '', /stopped without ending it/);
      assert.equal(await logField(file, owner, taskKind(kind).prefix), (await savedLines(catalog, taskId)).join('\n'));

      const run = await windowOn(catalog).start(kind, owner, { comments: scriptedComments(0) });
      assert.equal((await run.result).status, 'COMPLETED');
      const tables = await catalog.elements.listTables(owner.id);
      assert.ok(tables.every(({ generatedComment }) => generatedComment !== ''));
    } finally {
      await catalog.close();
    }
  });
});
