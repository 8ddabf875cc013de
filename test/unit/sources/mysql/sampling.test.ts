import * as assert from 'node:assert/strict';
import type { Source, SourceRow } from '../../../../src/sources/source';
import { describeWithMariadb } from '../../support/servers';
import { columnsOf, execute, neverAborted, settingsFor, useDatabase, useUser, withSource } from './support';

const limits = { rows: 5, characters: 100 };

describeWithMariadb('sampling a MariaDB database with functions of strangers', () => {
  const database = useDatabase(
    'CREATE TABLE plain (n int)',
    'INSERT INTO plain VALUES (1)',
    'CREATE TABLE other (n int) ENGINE = MyISAM',
    'INSERT INTO other VALUES (1)',
    'CREATE SEQUENCE ticket',
    "CREATE FUNCTION strike() RETURNS int SQL SECURITY INVOKER BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'struck'; RETURN 1; END",
    'CREATE FUNCTION unlocking() RETURNS int SQL SECURITY INVOKER BEGIN SET SESSION tx_read_only = 0; RETURN 1; END',
    `CREATE FUNCTION erase() RETURNS int SQL SECURITY INVOKER MODIFIES SQL DATA
       BEGIN DELETE FROM plain; DELETE FROM other; RETURN 1; END`,
    'CREATE SQL SECURITY INVOKER VIEW striking AS SELECT strike() AS n',
    'CREATE SQL SECURITY DEFINER VIEW above AS SELECT n FROM striking',
    'CREATE SQL SECURITY INVOKER VIEW opening AS SELECT unlocking() AS n',
    'CREATE SQL SECURITY INVOKER VIEW erasing AS SELECT erase() AS n FROM plain',
    'CREATE VIEW drawing AS SELECT NEXTVAL(ticket) AS n FROM plain',
    'CREATE VIEW harmless AS SELECT n FROM plain',
  );
  const rights = () => `SELECT, EXECUTE, DELETE ON ${database.name}.*`;
  const plainUser = useUser(rights);
  const fileUser = useUser(rights, () => 'FILE ON *.*');

  const read = (source: Source, table: string): Promise<readonly SourceRow[]> =>
    source.readRows(table, ['n'], limits, neverAborted);

  for (const [title, more] of [
    ['the administrator', () => ({})],
    ['a user with the privilege FILE', () => fileUser],
  ] as const) {
    it(`leaves out the views where the login is ${title}, and reads the tables`, () =>
      withSource(settingsFor(database.name, { ...more(), sampleViews: false }), async (source) => {
        for (const view of ['striking', 'above', 'erasing', 'drawing', 'harmless'])
          await assert.rejects(read(source, view), {
            code: 'SOURCE_SAMPLE_WITHHELD',
            message: new RegExp(`^"${view}" is not read: it is a view, .*"Allow Sampling of Views…"`),
          });
        assert.deepEqual(await read(source, 'plain'), [['1']]);
      }));
  }

  for (const [title, more] of [
    ['with permission', () => ({ sampleViews: true })],
    ['with a login that reaches data only', () => ({ ...plainUser, sampleViews: false })],
  ] as const) {
    it(`reads views ${title}, and nothing is written even where one switches read-only off`, () =>
      withSource(settingsFor(database.name, more()), async (source) => {
        assert.deepEqual(await read(source, 'harmless'), [['1']]);
        await assert.rejects(read(source, 'striking'), { message: /struck/ });
        for (let round = 0; round < 3; round++) {
          assert.deepEqual(await read(source, 'opening'), [['1']]);
          for (const view of ['erasing', 'drawing'])
            await assert.rejects(
              read(source, view),
              { message: /READ ONLY transaction|read-only|command denied/ },
              view,
            );
        }
        assert.deepEqual(await read(source, 'other'), [['1']]);
        assert.deepEqual(await execute(['SELECT COUNT(*) FROM plain'], database.name), [[[1]]]);
      }));
  }

  it('shows the columns of views that could write, and runs nothing of them', () =>
    withSource(settingsFor(database.name, { sampleViews: false }), async (source) => {
      for (const view of ['striking', 'opening', 'erasing', 'drawing'])
        assert.deepEqual(
          (await columnsOf(source, view)).map(({ name }) => name),
          ['n'],
        );
      const [[row] = []] = await execute(['SELECT next_not_cached_value FROM ticket'], database.name);
      assert.deepEqual(row, [1]);
    }));
});
