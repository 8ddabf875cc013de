import * as assert from 'node:assert/strict';
import type { Source } from '../../../../src/sources/source';
import { describeWithMariadb } from '../../support/servers';
import {
  collect,
  execute,
  foreignKeysOf,
  neverAborted,
  settingsFor,
  uniqueName,
  useDatabase,
  useUser,
  withSource,
} from './support';

describeWithMariadb('the foreign keys of a MariaDB source', () => {
  const other = uniqueName('other');
  before(() => execute([`CREATE DATABASE ${other}`, `CREATE TABLE ${other}.far (id int PRIMARY KEY)`]));
  after(() => execute(['SET foreign_key_checks = 0', `DROP DATABASE IF EXISTS ${other}`]));
  const database = useDatabase(
    'CREATE TABLE early (x int, CONSTRAINT z_key FOREIGN KEY (x) REFERENCES parent (ID))',
    `CREATE TABLE parent (
      id int PRIMARY KEY, a int, b int, boss int,
      UNIQUE (a, b),
      FOREIGN KEY (boss) REFERENCES parent (id)
    )`,
    `CREATE TABLE child (
      p int, q int, r int, s int,
      CONSTRAINT pair FOREIGN KEY (q, p) REFERENCES parent (a, b),
      CONSTRAINT \`odd/name – 日本\` FOREIGN KEY (r) REFERENCES \`Odd-table/é\` (\`Schlüssel\`),
      CONSTRAINT another FOREIGN KEY (r) REFERENCES parent (id)
    )`,
    'CREATE TABLE `Odd-table/é` (`Schlüssel` int PRIMARY KEY)',
    `CREATE TABLE dangling (x int, y int, z int,
      CONSTRAINT d1 FOREIGN KEY (x) REFERENCES gone (id),
      CONSTRAINT d2 FOREIGN KEY (y) REFERENCES ${other}.far (id),
      CONSTRAINT d3 FOREIGN KEY (z) REFERENCES parent (id))`,
    'CREATE TABLE plain (id int) ENGINE = MyISAM',
  );
  const reader = useUser(() => `SELECT ON ${database.name}.*`);

  const ways: readonly (readonly [way: string, login: () => Partial<{ userName: string; password: string }>])[] = [
    ["by InnoDB's own tables", () => ({})],
    ['by the information_schema, without the right to see these', () => reader],
  ];
  for (const [way, login] of ways) {
    describe(way, () => {
      const read = (work: (source: Source) => Promise<void>) => withSource(settingsFor(database.name, login()), work);

      it('are composite or not, with their names and the columns pair by pair', () =>
        read(async (source) => {
          assert.deepEqual(await foreignKeysOf(source, 'child'), {
            foreignKeys: [
              { name: 'another', columns: ['r'], targetTable: 'parent', targetColumns: ['id'] },
              { name: 'odd/name – 日本', columns: ['r'], targetTable: 'Odd-table/é', targetColumns: ['Schlüssel'] },
              { name: 'pair', columns: ['q', 'p'], targetTable: 'parent', targetColumns: ['a', 'b'] },
            ],
            unresolved: [],
          });
        }));

      it('can point at their own table', () =>
        read(async (source) => {
          assert.deepEqual((await foreignKeysOf(source, 'parent')).foreignKeys, [
            { name: 'parent_ibfk_1', columns: ['boss'], targetTable: 'parent', targetColumns: ['id'] },
          ]);
        }));

      it('spell the target as the target does, whether its columns were read or not', () =>
        read(async (source) => {
          const key = { name: 'z_key', columns: ['x'], targetTable: 'parent', targetColumns: ['id'] };
          assert.deepEqual((await foreignKeysOf(source, 'early')).foreignKeys, [key]);
          await collect(source.readColumns(['parent'], neverAborted));
          assert.deepEqual((await foreignKeysOf(source, 'early')).foreignKeys, [key]);
        }));

      it('give the reason if the target is missing', () =>
        read(async (source) => {
          assert.deepEqual(await foreignKeysOf(source, 'dangling'), {
            foreignKeys: [{ name: 'd3', columns: ['z'], targetTable: 'parent', targetColumns: ['id'] }],
            unresolved: [
              { columns: ['x'], targetTable: 'gone', reason: 'There is no table "gone", or it may not be seen.' },
              { columns: ['y'], targetTable: `${other}.far`, reason: `"far" is in another database, "${other}".` },
            ],
          });
        }));

      it('are none for a table without any', () =>
        read(async (source) => {
          assert.deepEqual(await foreignKeysOf(source, 'plain'), { foreignKeys: [], unresolved: [] });
        }));
    });
  }
});

describeWithMariadb('the foreign keys of a MariaDB database with an odd name', () => {
  const name = `${uniqueName('odd')}-é 日本`;
  before(() =>
    execute([
      `CREATE DATABASE \`${name}\``,
      `CREATE TABLE \`${name}\`.a (id int PRIMARY KEY, x int, FOREIGN KEY (x) REFERENCES a (id))`,
    ]),
  );
  after(() => execute([`DROP DATABASE IF EXISTS \`${name}\``]));

  it('are found', () =>
    withSource(settingsFor(name), async (source) => {
      assert.deepEqual((await foreignKeysOf(source, 'a')).foreignKeys, [
        { name: 'a_ibfk_1', columns: ['x'], targetTable: 'a', targetColumns: ['id'] },
      ]);
    }));
});
