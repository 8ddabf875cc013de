import * as assert from 'node:assert/strict';
import { describeWithOwnMariadb, OwnMariadb } from '../../support/ownMariadb';
import { collect, columnsOf, execute, foreignKeysOf, neverAborted, withSource } from './support';

describeWithOwnMariadb('a MariaDB server for which names of tables have no case', function () {
  this.timeout(60_000);
  let server: OwnMariadb;
  before(async () => {
    server = await OwnMariadb.create();
    await server.start('--skip-ssl', '--lower-case-table-names=1');
    const statements = [
      'CREATE DATABASE Shop',
      'CREATE TABLE Shop.Parent (Id int PRIMARY KEY)',
      'CREATE TABLE Shop.Child (x int, CONSTRAINT k FOREIGN KEY (X) REFERENCES PARENT (ID))',
    ];
    await execute(statements, undefined, server);
  });
  after(() => server.remove());

  it('has its tables and keys as it spells them, however the database is spelled', async () => {
    const settings = { dbType: 'mariadb', dbHost: server.host, dbPort: server.port, userName: server.user };
    for (const dbName of ['shop', 'Shop', 'SHOP']) {
      await withSource({ ...settings, dbName }, async (source) => {
        assert.deepEqual(
          (await source.listTables(neverAborted)).map(({ name }) => name),
          ['child', 'parent'],
        );
        assert.deepEqual(
          (await columnsOf(source, 'parent')).map(({ name }) => name),
          ['Id'],
        );
        assert.deepEqual(await foreignKeysOf(source, 'child'), {
          foreignKeys: [{ name: 'k', columns: ['x'], targetTable: 'parent', targetColumns: ['Id'] }],
          unresolved: [],
        });
        const read = await collect(source.readColumns(['child', 'parent'], neverAborted));
        assert.ok(read.every((one) => 'columns' in one && one.columns.length === 1));
      });
    }
  });
});
