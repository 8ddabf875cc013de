import * as assert from 'node:assert/strict';
import { describeWithMariadb } from '../../support/servers';
import { collect, neverAborted, settingsFor, useDatabase, withSource } from './support';

describeWithMariadb('the tables of a MariaDB source', () => {
  const database = useDatabase(
    "CREATE TABLE plain (id int) COMMENT 'It''s a `plain` table, naïve – 日本'",
    'CREATE TABLE Upper (id int)',
    'CREATE TABLE uncommented (id int) ENGINE = MyISAM',
    'CREATE TABLE parted (id int) PARTITION BY HASH (id) PARTITIONS 3',
    'CREATE TABLE versioned (id int) WITH SYSTEM VERSIONING',
    'CREATE VIEW shown AS SELECT id FROM plain',
    'CREATE SEQUENCE counting',
    'CREATE TABLE gone (id int)',
    'CREATE VIEW broken AS SELECT id FROM gone',
    'DROP TABLE gone',
    'CREATE TABLE `odd``"\'name; DROP TABLE plain` (id int)',
    'CREATE TABLE `Zähler 日本` (id int)',
  );

  it('are all tables and views in order of name, with their comments; no sequences, nothing of other schemas', () =>
    withSource(settingsFor(database.name), async (source) => {
      const table = (name: string, description = '') => ({ name, kind: 'table', description, fingerprint: '' });
      const view = (name: string) => ({ name, kind: 'view', description: '', fingerprint: '' });
      assert.deepEqual(await source.listTables(neverAborted), [
        table('Upper'),
        table('Zähler 日本'),
        view('broken'),
        table('odd`"\'name; DROP TABLE plain'),
        table('parted'),
        table('plain', "It's a `plain` table, naïve – 日本"),
        view('shown'),
        table('uncommented'),
        table('versioned'),
      ]);
    }));

  it('are read all but those that are broken or gone, each with the reason', () =>
    withSource(settingsFor(database.name), async (source) => {
      const read = await collect(source.readColumns(['shown', 'vanished', 'broken', 'plain'], neverAborted));
      assert.deepEqual(
        read.map((one) => ('columns' in one ? one.columns.map(({ name }) => name) : one.error.message)),
        [
          ['id'],
          '"vanished" is not in the database any more, or may not be seen. Run this again to read what is there now.',
          '"broken" cannot be read: it refers to tables, columns or functions that are not there, ' +
            'or that its definer may not use. Repair its definition in the database, and run this again.',
          ['id'],
        ],
      );
      const keys = await collect(source.readForeignKeys(['vanished', 'plain'], neverAborted));
      assert.deepEqual(
        keys.map((one) => ('error' in one ? 'error' : one.foreignKeys)),
        ['error', []],
      );
    }));
});

describeWithMariadb('an empty database of MariaDB', () => {
  const database = useDatabase();

  it('has no tables, and nothing to read', () =>
    withSource(settingsFor(database.name), async (source) => {
      assert.deepEqual(await source.listTables(neverAborted), []);
      assert.deepEqual(await collect(source.readColumns([], neverAborted)), []);
      assert.deepEqual(await collect(source.readForeignKeys([], neverAborted)), []);
    }));
});
