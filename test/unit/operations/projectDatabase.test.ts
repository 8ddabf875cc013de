import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { Catalog } from '../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { ProjectDatabase } from '../../../src/operations/projectDatabase';
import { CollectingLogger } from '../support/collectingLogger';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('ProjectDatabase', () => {
  const folder = useTemporaryFolder();
  let file: string;
  let openings: number;
  let changes: number;
  let opened: Catalog[];
  let log: CollectingLogger;
  let project: ProjectDatabase;

  beforeEach(() => {
    file = folder.file('project.sqlite');
    openings = 0;
    changes = 0;
    opened = [];
    log = new CollectingLogger();
    project = new ProjectDatabase({
      locate: () => ({ file }),
      open: (location) => {
        openings++;
        return openProjectDatabase(location);
      },
      onOpened: (catalog) => Promise.resolve(void opened.push(catalog)),
      log,
    });
    project.onDidChange(() => changes++);
  });

  afterEach(() => project.close());

  it('opens on the first request, and once for concurrent requests', async () => {
    assert.equal(existsSync(file), false);
    const [one, other] = await Promise.all([project.get(), project.get()]);
    assert.equal(one, other);
    assert.equal(await project.get(), one);
    assert.equal(openings, 1);
    assert.deepEqual(opened, [one]);
    assert.equal(changes, 0);
  });

  it('keeps an error until it is tried again, and fires when that succeeds', async () => {
    await writeFile(file, 'no database at all, but a text that is long enough to be one');
    await assert.rejects(project.get(), { code: 'PROJECT_DATABASE_UNREADABLE' });
    await assert.rejects(project.get(), { code: 'PROJECT_DATABASE_UNREADABLE' });
    assert.equal(openings, 1);
    assert.equal(changes, 1);

    project.retry();
    await assert.rejects(project.get(), { code: 'PROJECT_DATABASE_UNREADABLE' });
    assert.equal(openings, 2);
    assert.equal(changes, 1, 'the same failure is no news');

    file = folder.file('other.sqlite');
    project.retry();
    await project.get();
    assert.equal(changes, 2);
  });

  it('logs a listener that throws, and is still reopened', async () => {
    await project.get();
    project.onDidChange(() => {
      throw new Error('cannot draw');
    });
    await project.reopen();
    await project.get();
    assert.match(log.records.join(), /^ERROR A listener of ProjectDatabase\.onDidChange failed: Error: cannot draw/);
    assert.equal(log.records.length, 1);
  });

  it('leaves a database that is open alone when asked to retry', async () => {
    const catalog = await project.get();
    project.retry();
    assert.equal(await project.get(), catalog);
  });

  it('closes the old database and opens the new one when it is reopened', async () => {
    const first = await project.get();
    file = folder.file('other.sqlite');
    await project.reopen();
    assert.equal(changes, 1);
    await assert.rejects(first.sqlDbs.list());
    assert.deepEqual(await (await project.get()).sqlDbs.list(), []);
    assert.ok(existsSync(file));
  });

  it('rejects with the error of locating it', async () => {
    const lost = new ProjectDatabase({
      locate: () => {
        throw new Error('nowhere');
      },
      open: openProjectDatabase,
      onOpened: () => Promise.resolve(),
      log,
    });
    await assert.rejects(lost.get(), /nowhere/);
  });

  it('creates the file again at the next look after it was deleted', async () => {
    const catalog = await project.get();
    await catalog.workspaces.add('before');
    await rm(file);
    const lost = performance.now() + 5_000;
    while (!catalog.gone && performance.now() < lost)
      await catalog.workspaces.add(`${Math.random()}`).catch(() => undefined);
    assert.equal(catalog.gone, true);
    assert.equal(await project.get(), catalog);
    project.retry();
    const again = await project.get();
    assert.notEqual(again, catalog);
    assert.deepEqual(await again.workspaces.list(), []);
    assert.equal(existsSync(file), true);
  });
});
