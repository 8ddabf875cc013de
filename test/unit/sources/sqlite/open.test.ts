import * as assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { SqliteConnection } from '../../../../src/base/sqlite';
import { unreadableFile } from '../../../../src/sources/sqlite/errors';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { listNames, neverAborted, openSource, runScript } from './support';

describe('opening a SQLite source', () => {
  const folder = useTemporaryFolder();

  it('refuses a missing file, and does not create it', async () => {
    const file = folder.file('missing.db');
    await assert.rejects(openSource(file), (error: Error & { code: string }) => {
      assert.equal(error.code, 'SOURCE_NOT_FOUND');
      assert.ok(error.message.includes(file));
      assert.ok(error.cause instanceof Error);
      return true;
    });
    assert.deepEqual(await readdir(dirname(file)), []);
  });

  for (const name of ['folder/missing.db', 'file:missing.db?mode=memory', ':memory:']) {
    it(`refuses ${name} where there is no such file`, async () => {
      await assert.rejects(openSource(folder.file(name)), { code: 'SOURCE_NOT_FOUND' });
    });
  }

  it('refuses a file in a file, and a link to nothing', async () => {
    await writeFile(folder.file('plain'), '');
    await symlink(folder.file('nothing'), folder.file('link.db'));
    await assert.rejects(openSource(folder.file('plain/inside.db')), { code: 'SOURCE_NOT_FOUND' });
    await assert.rejects(openSource(folder.file('link.db')), { code: 'SOURCE_NOT_FOUND' });
  });

  it('refuses no name, and a name that no file can have', async () => {
    await assert.rejects(openSource(''), { code: 'SOURCE_UNREADABLE' });
    await assert.rejects(openSource('a\0b'), { code: 'SOURCE_UNREADABLE' });
  });

  it('refuses a folder', async () => {
    await mkdir(folder.file('folder.db'));
    await assert.rejects(openSource(folder.file('folder.db')), { code: 'SOURCE_UNREADABLE', message: /is a folder/ });
  });

  const contents: readonly (readonly [what: string, content: string | Buffer])[] = [
    ['a short text', 'hello'],
    ['a long text', 'hello world '.repeat(1_000)],
    ['what an encrypted database looks like', Buffer.alloc(8_192, Buffer.from([0x5a, 0xc3, 0x11, 0x90, 0x7f]))],
    ['a header without a database', `SQLite format 3\0${'x'.repeat(5_000)}`],
  ];
  for (const [what, content] of contents) {
    it(`refuses ${what}`, async () => {
      const file = folder.file('text.db');
      await writeFile(file, content);
      await assert.rejects(openSource(file), (error: Error & { code: string }) => {
        assert.equal(error.code, 'SOURCE_UNREADABLE');
        assert.match(error.message, /text\.db" cannot be read: it is not a SQLite database, or it is encrypted\./);
        assert.ok(error.cause instanceof Error);
        return true;
      });
    });
  }

  it('refuses a database that is damaged', async () => {
    const file = folder.file('damaged.db');
    const columns = Array.from({ length: 400 }, (_, index) => `a_rather_long_name_${index}`).join(', ');
    await runScript(file, `CREATE TABLE a (${columns}); CREATE TABLE b (${columns}); CREATE TABLE c (${columns});`);
    await truncate(file, 4_096);
    await assert.rejects(openSource(file), { code: 'SOURCE_UNREADABLE', message: /it is damaged/ });
  });

  const beyondLimits: readonly (readonly [what: string, type: string, definition: string])[] = [
    ['a deeper expression', 'view', `CREATE VIEW planted AS SELECT ${'('.repeat(2_000)}1${')'.repeat(2_000)} AS x`],
    ['more columns', 'table', `CREATE TABLE planted (${Array.from({ length: 3_000 }, (_, i) => `c${i}`).join(', ')})`],
  ];
  for (const [what, type, definition] of beyondLimits) {
    it(`refuses a database whose schema was edited to have ${what} than SQLite takes`, async () => {
      const file = folder.file('edited.db');
      await runScript(
        file,
        `CREATE TABLE t (a); PRAGMA writable_schema = ON;
         INSERT INTO sqlite_schema VALUES ('${type}', 'planted', 'planted', 2, '${definition}');`,
      );
      await assert.rejects(openSource(file), { code: 'SOURCE_UNREADABLE', message: /edited\.db/ });
    });
  }

  it('refuses a database that a program left half-written, for only a writer can undo that', async () => {
    const [writing, crashed] = [folder.file('writing.db'), folder.file('crashed.db')];
    const writer = await SqliteConnection.open(writing, 'create');
    try {
      await writer.execute('CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(100000)); PRAGMA cache_size = 1;');
      await writer.execute('BEGIN; UPDATE t SET a = randomblob(100000); INSERT INTO t SELECT a FROM t;');
      await copyFile(writing, crashed);
      await copyFile(`${writing}-journal`, `${crashed}-journal`);
    } finally {
      await writer.close();
    }
    await assert.rejects(openSource(crashed), { code: 'SOURCE_UNREADABLE', message: /open it once with that program/ });
    assert.ok((await readdir(dirname(crashed))).includes('crashed.db-journal'));
  });

  it('finds a relative name, and names that have a special meaning in SQLite', async () => {
    const file = folder.file('file:odd?mode=memory #%41.db');
    await runScript(file, 'CREATE TABLE here (a)');
    assert.deepEqual(await listNames(file), ['here']);
    assert.deepEqual(await listNames(relative(process.cwd(), file)), ['here']);
  });

  it('is cancelled by a signal that was aborted before', async () => {
    const file = folder.file('any.db');
    await runScript(file, 'CREATE TABLE here (a)');
    await assert.rejects(openSource(file, AbortSignal.abort()), { code: 'CANCELLED' });
  });

  it('explains a lock', async () => {
    const file = folder.file('locked.db');
    await runScript(file, 'CREATE TABLE here (a)');
    const writer = await SqliteConnection.open(file, 'create');
    const reader = await SqliteConnection.open(file, 'readOnly');
    try {
      await writer.execute('BEGIN EXCLUSIVE');
      reader.setBusyTimeout(1);
      const busy: unknown = await reader.all('SELECT 1 FROM here').catch((error: unknown) => error);
      assert.match(unreadableFile(file, busy).message, /another program has locked it/);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it('waits for a lock, and cancelling ends the waiting', async () => {
    const file = folder.file('locked.db');
    await runScript(file, 'CREATE TABLE here (a)');
    const writer = await SqliteConnection.open(file, 'create');
    try {
      await writer.execute('BEGIN EXCLUSIVE');
      const cancelling = new AbortController();
      const cancelled = openSource(file, cancelling.signal);
      const waiting = openSource(file);
      cancelling.abort();
      await assert.rejects(cancelled, { code: 'CANCELLED' });
      await writer.execute('COMMIT');
      const source = await waiting;
      assert.deepEqual(
        (await source.listTables(neverAborted)).map(({ name }) => name),
        ['here'],
      );
      await source.close();
    } finally {
      await writer.close();
    }
  });

  it('can be closed twice, and is unreadable afterwards', async () => {
    const file = folder.file('closed.db');
    await runScript(file, 'CREATE TABLE here (a)');
    const source = await openSource(file);
    await Promise.all([source.close(), source.close()]);
    await assert.rejects(source.listTables(neverAborted), { code: 'SOURCE_UNREADABLE', message: /already closed/ });
  });
});

if (process.platform !== 'win32') {
  describe('opening a SQLite source without enough rights', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'thoth-rights-'));
    });
    afterEach(async () => {
      await chmod(folder, 0o755);
      await rm(folder, { recursive: true, force: true });
    });

    it('says that the file may not be read', async () => {
      const file = join(folder, 'private.db');
      await runScript(file, 'CREATE TABLE here (a)');
      await chmod(folder, 0o755);
      await chmod(file, 0o000);
      const expected = { code: 'SOURCE_UNREADABLE', message: /private\.db" cannot be opened\. Check that you/ };
      await asOrdinaryUser(() => assert.rejects(openSource(file), expected));
    });

    it('says that the folder may not be entered', async () => {
      const file = join(folder, 'inside.db');
      await runScript(file, 'CREATE TABLE here (a)');
      await chmod(folder, 0o000);
      const expected = { code: 'SOURCE_UNREADABLE', message: /cannot be reached: .*EACCES.*Check/ };
      await asOrdinaryUser(() => assert.rejects(openSource(file), expected));
    });

    it('says what to do about write-ahead logging in a folder that may not be written', async () => {
      const file = join(folder, 'logged.db');
      await runScript(file, 'PRAGMA journal_mode = WAL; CREATE TABLE here (a)');
      await chmod(file, 0o444);
      await chmod(folder, 0o555);
      const expected = { code: 'SOURCE_UNREADABLE', message: /write-ahead logging, make its folder writable/ };
      await asOrdinaryUser(() => assert.rejects(openSource(file), expected));
    });

    it('needs no right to write', async () => {
      const file = join(folder, 'readable.db');
      await runScript(file, 'CREATE TABLE here (a)');
      await chmod(file, 0o444);
      await chmod(folder, 0o555);
      await asOrdinaryUser(async () => assert.deepEqual(await listNames(file), ['here']));
    });
  });
}

/** Root may read everything, so root does the work as a user without rights. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
  }
}
