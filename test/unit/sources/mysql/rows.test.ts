import * as assert from 'node:assert/strict';
import { describeWithMariadb } from '../../support/servers';
import { execute, neverAborted, settingsFor, untilRunning, useDatabase, useUser, withSource } from './support';

const limits = { rows: 5, characters: 500 };

describeWithMariadb('the rows of a MariaDB source', () => {
  const database = useDatabase(
    'CREATE TABLE people (id int PRIMARY KEY, name varchar(40), born date, height decimal(5,2), note longtext)',
    "INSERT INTO people VALUES (1, 'Zoë 😀', '1990-02-28', 1.80, REPEAT('long ', 1000)), (2, NULL, NULL, NULL, '')",
    'INSERT INTO people (id) SELECT seq FROM seq_3_to_500',
    `CREATE TABLE binaries (a binary(3), b varbinary(9), c mediumblob, d bit(9), e point, f json, g uuid, h enum('😀'))`,
    `INSERT INTO binaries VALUES ('abc', 'de', REPEAT('x', 70000), b'1', POINT(1, 2), '{"a": "😀"}',
      '12345678-1234-1234-1234-123456789abc', '😀'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    'CREATE TABLE `odd``name` (`odd``column; DROP TABLE people` int, latin varchar(9) CHARACTER SET latin1)',
    "INSERT INTO `odd``name` VALUES (7, 'é')",
    'CREATE VIEW slow AS SELECT SLEEP(60) AS nap, id FROM people',
    'CREATE TABLE gone (id int)',
    'CREATE VIEW broken AS SELECT id FROM gone',
    'DROP TABLE gone',
  );
  const reader = useUser(() => `SELECT (id) ON ${database.name}.people`);

  const read = (table: string, columns: readonly string[], limited = limits): Promise<unknown> =>
    withSource(settingsFor(database.name), (source) => source.readRows(table, columns, limited, neverAborted));

  it('are text, in the order of the columns asked for, with NULL as null', async () => {
    assert.deepEqual(await read('people', ['born', 'name', 'id', 'height'], { rows: 2, characters: 500 }), [
      ['1990-02-28', 'Zoë 😀', '1', '1.80'],
      [null, null, '2', null],
    ]);
  });

  it('are at most the requested number, each cell cut at the requested length', async () => {
    const rows = (await read('people', ['note'], { rows: 5, characters: 7 })) as string[][];
    assert.deepEqual(rows.slice(0, 2), [['long lo'], ['']]);
    assert.equal(rows.length, 5);
  });

  it('count characters, not bytes', async () => {
    assert.deepEqual(await read('people', ['name'], { rows: 1, characters: 5 }), [['Zoë 😀']]);
  });

  it('show binary data by their length only', async () => {
    assert.deepEqual(await read('binaries', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']), [
      [
        ...['(3 bytes)', '(2 bytes)', '(70000 bytes)', '(2 bytes)', '(25 bytes)'],
        ...['{"a": "😀"}', '12345678-1234-1234-1234-123456789abc', '😀'],
      ],
      [null, null, null, null, null, null, null, null],
    ]);
  });

  it('are found for any name', async () => {
    assert.deepEqual(await read('odd`name', ['latin', 'odd`column; DROP TABLE people']), [['é', '7']]);
  });

  it('of a table that is gone, or has lost the column, are refused', async () => {
    await assert.rejects(read('vanished', ['id']), { code: 'NOT_FOUND', message: /^"vanished" is not in the/ });
    await assert.rejects(read('people', ['lost']), { code: 'NOT_FOUND', message: /^"people" .*'lost'/ });
  });

  it('of a broken view are refused', async () => {
    const expected = { code: 'SOURCE_PERMISSION_DENIED', message: /^"broken" may not be read: / };
    await assert.rejects(read('broken', ['id']), expected);
  });

  it('that a user may not see are refused', () =>
    withSource(settingsFor(database.name, reader), async (source) => {
      assert.deepEqual(await source.readRows('people', ['id'], { rows: 1, characters: 9 }, neverAborted), [['1']]);
      const expected = { code: 'SOURCE_PERMISSION_DENIED', message: /^"people" may not be read: SELECT command den/ };
      await assert.rejects(source.readRows('people', ['name'], limits, neverAborted), expected);
      await assert.rejects(source.readRows('binaries', ['a'], limits, neverAborted), {
        code: 'SOURCE_PERMISSION_DENIED',
      });
    }));

  it('of a slow view are given up in time, and the source still works', () =>
    withSource(
      settingsFor(database.name),
      async (source) => {
        const expected = { code: 'SOURCE_TIMEOUT', message: /^"slow" took too long to read: .*slow view/ };
        await assert.rejects(source.readRows('slow', ['nap'], limits, neverAborted), expected);
        assert.equal((await source.readRows('people', ['id'], limits, neverAborted)).length, 5);
      },
      { limits: { rows: 1_000 } },
    ));

  it('of a locked table are given up in time', () =>
    withSource(
      settingsFor(database.name),
      async (source) => {
        const locking = assert.rejects(
          execute(['LOCK TABLES `odd``name` WRITE', `SELECT SLEEP(60), '${database.name}'`], database.name),
        );
        const [id] = await untilRunning(`%SLEEP(60), '${database.name}'%`, true);
        try {
          const expected = { code: 'SOURCE_TIMEOUT', message: /^"odd`name" took too long to read: Lock wait timeout/ };
          await assert.rejects(source.readRows('odd`name', ['latin'], limits, neverAborted), expected);
        } finally {
          await execute([`KILL ${id}`]);
          await locking;
        }
      },
      { limits: { lock: 1_000 } },
    ));

  it('of a slow view can be cancelled: at once here, and soon on the server', () =>
    withSource(settingsFor(database.name), async (source) => {
      const cancelling = new AbortController();
      const reading = source.readRows('slow', ['nap', 'id'], limits, cancelling.signal);
      await untilRunning(`%${database.name}%slow%`, true);
      cancelling.abort();
      await assert.rejects(reading, { code: 'CANCELLED' });
      await untilRunning(`%${database.name}%slow%`, false);
      assert.equal((await source.readRows('people', ['id'], limits, neverAborted)).length, 5);
    }));

  it('of several tables can be read at once', () =>
    withSource(settingsFor(database.name), async (source) => {
      const reading = Array.from({ length: 20 }, () => source.readRows('people', ['id'], limits, neverAborted));
      assert.deepEqual(
        (await Promise.all(reading)).map((rows) => rows.length),
        Array.from({ length: 20 }, () => 5),
      );
    }));
});

describeWithMariadb('the definition of a MariaDB view', () => {
  const database = useDatabase('CREATE TABLE t (id int)', "CREATE VIEW shown AS SELECT id, 'naïve' AS word FROM t");
  const reader = useUser(() => `SELECT ON ${database.name}.*`);

  it('is its SQL; there is none for a table, or for a missing one', () =>
    withSource(settingsFor(database.name), async (source) => {
      const definition = await source.readViewDefinition('shown', neverAborted);
      assert.match(definition ?? '', /^select .*`id`.*'naïve' AS `word`/i);
      assert.equal(await source.readViewDefinition('t', neverAborted), null);
      assert.equal(await source.readViewDefinition('vanished', neverAborted), null);
    }));

  it('is none for a user who may not see it', () =>
    withSource(settingsFor(database.name, reader), async (source) => {
      assert.equal(await source.readViewDefinition('shown', neverAborted), null);
    }));
});
