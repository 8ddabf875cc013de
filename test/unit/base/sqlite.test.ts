import * as assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { loadSqlite3, SqliteConnection } from '../../../src/base/sqlite';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('loadSqlite3', () => {
  it('names the platform and says what to do when the binding does not load', () => {
    const cause = new Error('invalid ELF header\nRequire stack: …');
    const load = (): unknown => {
      throw cause;
    };
    assert.throws(() => loadSqlite3(load), {
      code: 'NATIVE_BINDING',
      cause,
      message: new RegExp(`${process.platform} ${process.arch}.*invalid ELF header\\. Install the Thoth package`),
    });
  });
});

describe('SqliteConnection', () => {
  const folder = useTemporaryFolder();

  it('runs scripts and queries', async () => {
    const connection = await SqliteConnection.open(folder.file('new.db'), 'create');
    await connection.execute("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, NULL), (2, 'x');");
    assert.deepEqual(await connection.all('SELECT * FROM t WHERE a > $1', [1]), [{ a: 2, b: 'x' }]);
    await assert.rejects(connection.all('SELECT * FROM nowhere'), { code: 'SQLITE_ERROR', message: /no such table/ });
    await assert.rejects(connection.execute('nonsense'), { code: 'SQLITE_ERROR' });
    await connection.close();
  });

  it('refuses every write when it is read-only', async () => {
    const file = folder.file('read.db');
    const writer = await SqliteConnection.open(file, 'create');
    await writer.execute('CREATE TABLE t (a); INSERT INTO t VALUES (1);');
    await writer.close();
    const reader = await SqliteConnection.open(file, 'readOnly');
    const changes = ['INSERT INTO t VALUES (2)', 'UPDATE t SET a = 3', 'DELETE FROM t', 'PRAGMA user_version = 7'];
    for (const write of [...changes, 'DROP TABLE t', 'CREATE TABLE u (a)', 'VACUUM']) {
      await assert.rejects(reader.all(write), { code: 'SQLITE_READONLY' }, write);
      await assert.rejects(reader.execute(write), { code: 'SQLITE_READONLY' }, write);
    }
    assert.deepEqual(await reader.all('SELECT * FROM t'), [{ a: 1 }]);
    await reader.close();
  });

  it('does not create a file when it is read-only', async () => {
    const file = folder.file('missing.db');
    await assert.rejects(SqliteConnection.open(file, 'readOnly'), { code: 'SQLITE_CANTOPEN' });
    assert.deepEqual(await readdir(dirname(file)), []);
  });

  it('closes once what runs has ended, and only once', async () => {
    const connection = await SqliteConnection.open(folder.file('new.db'), 'create');
    const running = connection.all('SELECT 1 AS one');
    const closing = connection.close();
    connection.interrupt();
    await Promise.all([closing, connection.close()]);
    assert.deepEqual(await running, [{ one: 1 }]);
  });
});
