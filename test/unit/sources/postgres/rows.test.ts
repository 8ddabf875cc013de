import * as assert from 'node:assert/strict';
import { openPostgres, usualLimits } from '../../../../src/sources/postgres/engine';
import type { SourceRow } from '../../../../src/sources/source';
import { describeWithPostgres } from '../../support/servers';
import { neverAborted, uniqueName, runScript, useDatabase } from './support';

const limits = { rows: 5, characters: 100 };

describeWithPostgres('the rows of a PostgreSQL table', () => {
  const database = useDatabase(`
    CREATE TYPE pair AS (a int, b text);
    CREATE DOMAIN picture AS bytea;
    CREATE DOMAIN framed AS picture;
    CREATE TABLE anything (
      id int, label text, data bytea, photo framed, two pair, list int[], doc jsonb, at timestamp, ok boolean,
      price numeric(8,2), code char(5), "quo""ted 📚" text
    );
    INSERT INTO anything VALUES
      (1, 'one', '\\x0102', '\\x00', (1, NULL), '{1,2}', '{"k": [1]}', '2024-02-29 10:00', true, 1.50, 'ab', 'yes'),
      (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (3, repeat('é📚', 200), decode(repeat('ff', 500), 'hex'), NULL, (NULL, NULL), '{}', '{}', NULL, false, 0, '', '');
    CREATE VIEW slow AS SELECT id, pg_sleep(60)::text AS nap FROM anything;
    CREATE VIEW failing AS SELECT 1 / (id - 1) AS x FROM anything;
    CREATE SEQUENCE ticket;
    CREATE VIEW writing AS SELECT nextval('ticket') AS n;`);

  function rowsOf(table: string, columns: readonly string[], asked = limits): Promise<readonly SourceRow[]> {
    return database.withSource((source) => source.readRows(table, columns, asked, neverAborted));
  }

  it('are the first ones, as text, with NULL as null and binary data by their length', async () => {
    const columns = ['id', 'label', 'data', 'photo', 'two', 'list', 'doc', 'at', 'ok', 'price', 'code', 'quo"ted 📚'];
    const rows = await rowsOf('anything', columns, { rows: 2, characters: 100 });
    assert.deepEqual(rows, [
      [
        ...['1', 'one', '(2 bytes)', '(1 bytes)', '(1,)', '{1,2}', '{"k": [1]}', '2024-02-29 10:00:00', 'true'],
        ...['1.50', 'ab', 'yes'],
      ],
      ['2', null, null, null, null, null, null, null, null, null, null, null],
    ]);
  });

  it('are cut at the number of characters that was asked for', async () => {
    const rows = await rowsOf('anything', ['label', 'data', 'two'], { rows: 10, characters: 3 });
    assert.equal(rows.length, 3);
    assert.deepEqual(rows[0], ['one', '(2 bytes)', '(1,']);
    assert.deepEqual(rows[2], ['é📚é', '(500 bytes)', '(,)']);
  });

  it('are in the order of the columns that were asked for, and none if none are requested', async () => {
    assert.deepEqual(await rowsOf('anything', ['label', 'id'], { rows: 1, characters: 9 }), [['one', '1']]);
    assert.deepEqual(await rowsOf('anything', ['id'], { rows: 0, characters: 9 }), []);
  });

  it('are read without reading the rows after them', async () => {
    await database.run(`
      CREATE TABLE long AS SELECT n AS id FROM generate_series(1, 10) AS n;
      CREATE VIEW mined AS SELECT id FROM long WHERE id < 6 OR 1 / (id - 6) > 0;`);
    assert.deepEqual(await rowsOf('mined', ['id'], { rows: 5, characters: 9 }), [['1'], ['2'], ['3'], ['4'], ['5']]);
    await assert.rejects(rowsOf('mined', ['id'], { rows: 6, characters: 9 }), { message: /division by zero/ });
  });

  it('of a table that is not there give an error that names it', async () => {
    await assert.rejects(rowsOf('lost', ['id']), {
      code: 'NOT_FOUND',
      message: /"lost" is not in the database any more/,
    });
    await assert.rejects(rowsOf('anything', ['lost']), {
      code: 'SOURCE_UNREADABLE',
      message: /"anything" cannot be read: .*lost/,
    });
  });

  it('of a view that fails give an error that names it, and the next reading works', async () => {
    await database.withSource(async (source) => {
      await assert.rejects(source.readRows('failing', ['x'], limits, neverAborted), {
        code: 'SOURCE_UNREADABLE',
        message: '"failing" cannot be read: division by zero. Check its definition, and run this again.',
      });
      assert.equal((await source.readRows('anything', ['id'], limits, neverAborted)).length, 3);
    });
  });

  it('of a view that writes are refused: the connection is read-only', async () => {
    await assert.rejects(rowsOf('writing', ['n']), {
      code: 'SOURCE_UNREADABLE',
      message: /"writing" cannot be read: .*read-only transaction/,
    });
  });

  it('of a view that takes too long give up in time, and the next reading has its own time', async () => {
    const timeLimits = { ...usualLimits, rows: 100 };
    const source = await openPostgres(database.settings(), neverAborted, undefined, timeLimits);
    try {
      await assert.rejects(source.readRows('slow', ['nap'], limits, neverAborted), {
        code: 'SOURCE_TIMEOUT',
        message: /"slow" could not be read in time: .*statement timeout/,
      });
      assert.equal((await source.listTables(neverAborted)).length > 0, true);
      assert.equal((await source.readRows('anything', ['id'], limits, neverAborted)).length, 3);
    } finally {
      await source.close();
    }
  });

  it('that another connection has locked give up in time', async () => {
    await database.run('CREATE TABLE locked (id int)');
    const timeLimits = { ...usualLimits, lock: 50 };
    const source = await openPostgres(database.settings(), neverAborted, undefined, timeLimits);
    try {
      await database.withLock('locked', () =>
        assert.rejects(source.readRows('locked', ['id'], limits, neverAborted), {
          code: 'SOURCE_TIMEOUT',
          message: /"locked" could not be read in time: .*lock timeout/,
        }),
      );
      assert.deepEqual(await source.readRows('locked', ['id'], limits, neverAborted), []);
    } finally {
      await source.close();
    }
  });

  it('that the user may not read give an error that says which privilege is missing', async () => {
    const role = uniqueName();
    await runScript(`CREATE ROLE ${role} LOGIN`);
    try {
      await database.withSource(
        (source) =>
          assert.rejects(source.readRows('anything', ['id'], limits, neverAborted), {
            code: 'SOURCE_PERMISSION_DENIED',
            message: new RegExp(`^"anything" may not be read by the user "${role}": .*the privilege SELECT`),
          }),
        { userName: role },
      );
    } finally {
      await runScript(`DROP ROLE ${role}`);
    }
  });
});
