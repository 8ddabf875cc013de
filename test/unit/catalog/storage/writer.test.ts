import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import type { Connection } from '../../../../src/catalog/storage/connection';
import { engineCodeOf } from '../../../../src/base/errors';
import { packRows, pagesOf, parsePacked, rowsAtOnce, slicesOf } from '../../../../src/catalog/storage/packedRows';
import { isBusy, openFile } from '../../../../src/catalog/storage/sqliteFile';
import { retryWhileBusy } from '../../../../src/catalog/storage/retry';
import { Writer } from '../../../../src/catalog/storage/writer';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { all, withDatabase } from '../support';

describe('writing', () => {
  const folder = useTemporaryFolder();
  let file: string;
  let writer: Writer;
  beforeEach(async () => {
    file = folder.file('project.sqlite');
    writer = new Writer(await openFile(file, ['busy_timeout = 0']));
    await writer.run((connection) => connection.change('CREATE TABLE note (text TEXT NOT NULL)'));
  });
  afterEach(() => writer.close());

  const note = (connection: Connection, text: string | null) =>
    connection.change('INSERT INTO note (text) VALUES ($1)', text);
  const notes = async () =>
    (await writer.connection.rows<{ text: string }>('SELECT text FROM note ORDER BY rowid')).map(({ text }) => text);

  it('keeps whole transactions only, in the order in which they were asked for', async () => {
    const [first, failed, single] = await Promise.allSettled([
      writer.transaction(async (connection) => {
        await note(connection, 'a');
        await note(connection, 'b');
      }),
      writer.transaction(async (connection) => {
        await note(connection, 'lost');
        await note(connection, null);
      }),
      writer.run((connection) => note(connection, 'c')),
    ]);
    assert.deepEqual([first.status, failed.status, single.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.deepEqual(await notes(), ['a', 'b', 'c']);
  });

  it('waits while another program holds the lock', async () => {
    await withDatabase(file, async (other) => {
      await all(other, 'BEGIN IMMEDIATE');
      const waiting = writer.transaction((connection) => note(connection, 'after'));
      await all(other, "INSERT INTO note VALUES ('before')");
      await all(other, 'COMMIT');
      await waiting;
    });
    assert.deepEqual(await notes(), ['before', 'after']);
  });

  it('retries when the database is busy, and only then', async () => {
    let attempts = 0;
    const failWith = (code: string) => async () => {
      attempts += 1;
      if (attempts < 3) throw Object.assign(new Error(code), { code });
      return attempts;
    };
    assert.equal(await retryWhileBusy(isBusy, failWith('SQLITE_BUSY')), 3);
    attempts = 0;
    await assert.rejects(retryWhileBusy(isBusy, failWith('SQLITE_FULL')), /SQLITE_FULL/);
    assert.equal(attempts, 1);
  });

  it('closes after all earlier work', async () => {
    const last = writer.run((connection) => note(connection, 'last'));
    await writer.close();
    assert.equal(await last, 1);
    const stored = await withDatabase(file, (database) => all(database, 'SELECT text FROM note'));
    assert.deepEqual(stored, [{ text: 'last' }]);
  });
});

describe('the code of an error', () => {
  it('is that of the innermost error', () => {
    const engine = Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    const wrapped = Object.assign(new Error('query failed'), { parent: engine });
    assert.equal(engineCodeOf(new Error('migration failed', { cause: wrapped })), 'SQLITE_BUSY');
    assert.equal(engineCodeOf(new Error('plain')), undefined);
    assert.equal(engineCodeOf('not an error'), undefined);
  });
});

describe('pages', () => {
  it('that a server truncated give an error that says so', () => {
    assert.deepEqual(parsePacked('[[1,"a"],[2,null]]'), [
      [1, 'a'],
      [2, null],
    ]);
    assert.throws(
      () => parsePacked('[[1,"a"],[2,"b'),
      (error: Error) => hasCode(error, 'PROJECT_DATABASE_UNREADABLE') && /max_allowed_packet/.test(error.message),
    );
  });

  it('have the size of a slice, in order, without duplicates', () => {
    const items = Array.from({ length: rowsAtOnce * 2 + 1 }, (_, index) => index);
    const slices = [...slicesOf(items)];
    assert.deepEqual(
      slices.map((slice) => slice.length),
      [rowsAtOnce, rowsAtOnce, 1],
    );
    assert.deepEqual(slices.flat(), items);
    assert.deepEqual([...slicesOf([])], []);
  });

  it('put an item that is too heavy on a page of its own', () => {
    const weights = [1, rowsAtOnce * 3, 1, rowsAtOnce - 1, 1, 0];
    assert.deepEqual([...pagesOf(weights, (weight) => weight)], [[1], [rowsAtOnce * 3], [1, rowsAtOnce - 1], [1, 0]]);
    assert.deepEqual([...pagesOf([], () => 1)], []);
  });

  it('of rows fit into a packet of a server, except for a single row that does not', () => {
    const rows = [1, 10, 900_000, 1_200_000, 2_500_000, 20, 3].map((length, id): [number, string] => [
      id,
      'x'.repeat(length),
    ]);
    const packed = [...packRows(rows)];
    assert.deepEqual(
      packed.flatMap((json) => JSON.parse(json) as unknown[]),
      rows,
    );
    const tooLong = packed.filter((json) => json.length > 2_000_000);
    assert.deepEqual(
      tooLong.map((json) => (JSON.parse(json) as unknown[]).length),
      [1],
    );
    assert.ok(packed.length < rows.length);
  });
});
