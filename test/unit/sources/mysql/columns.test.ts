import * as assert from 'node:assert/strict';
import type { SourceColumn } from '../../../../src/sources/source';
import { describeWithMariadb } from '../../support/servers';
import { columnsOf, execute, settingsFor, useDatabase, withSource } from './support';

const ordinary: Omit<SourceColumn, 'name' | 'nativeType' | 'dataFormat'> = {
  nullable: true,
  defaultValue: null,
  generated: 'no',
  hidden: false,
  primaryKeyPosition: 0,
  enumValues: [],
  description: '',
};

describeWithMariadb('the columns of a MariaDB source', () => {
  const database = useDatabase(
    `CREATE TABLE everything (
      id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'The ''key''',
      small tinyint(4) NOT NULL DEFAULT 7,
      flag bool DEFAULT true,
      mark bit(1) NOT NULL DEFAULT b'1',
      bits bit(9),
      filled int zerofill,
      price decimal(12,4) unsigned NOT NULL DEFAULT 1.5,
      ratio float,
      exact double DEFAULT -2.5e0,
      year year,
      day date DEFAULT '2020-02-29',
      clock time(3),
      moment datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
      stamp timestamp NULL,
      code char(3) NOT NULL DEFAULT '',
      name varchar(40) DEFAULT 'it''s \\\\ "quoted"',
      nothing varchar(5) DEFAULT NULL,
      word_null varchar(5) DEFAULT 'NULL',
      body longtext,
      doc json,
      state enum('new','it''s','a,b','back\\\\slash','日本','') NOT NULL DEFAULT 'it''s',
      tags set('x','y z') DEFAULT 'x,y z',
      raw binary(3) DEFAULT 'abc',
      data varbinary(10),
      photo mediumblob,
      place point,
      shape geometry,
      uid uuid DEFAULT uuid(),
      v4 inet4,
      v6 inet6,
      doubled int AS (small * 2) VIRTUAL,
      kept varchar(50) AS (upper(name)) STORED,
      secret int INVISIBLE DEFAULT 3,
      computed int DEFAULT (1 + 2)
    )`,
    'CREATE TABLE composite (c int, a int, b int, x int NOT NULL UNIQUE, PRIMARY KEY (b, a))',
    'CREATE TABLE unique_only (u int NOT NULL UNIQUE, v int)',
    `CREATE TABLE versioned (
      id int PRIMARY KEY,
      since timestamp(6) GENERATED ALWAYS AS ROW START,
      until timestamp(6) GENERATED ALWAYS AS ROW END,
      PERIOD FOR SYSTEM_TIME (since, until)
    ) WITH SYSTEM VERSIONING`,
    'CREATE VIEW shown AS SELECT id, state, price * 2 AS twice FROM everything',
  );

  it('are as they were declared', () =>
    withSource(settingsFor(database.name), async (source) => {
      const json = { nativeType: 'longtext', dataFormat: 'VARCHAR' } as const;
      const expected: readonly (Partial<SourceColumn> & Pick<SourceColumn, 'name' | 'nativeType' | 'dataFormat'>)[] = [
        {
          ...{ name: 'id', nativeType: 'bigint(20) unsigned', dataFormat: 'INT', nullable: false },
          ...{ generated: 'identity', primaryKeyPosition: 1, description: "The 'key'" },
        },
        { name: 'small', nativeType: 'tinyint(4)', dataFormat: 'INT', nullable: false, defaultValue: '7' },
        { name: 'flag', nativeType: 'tinyint(1)', dataFormat: 'BOOLEAN', defaultValue: '1' },
        { name: 'mark', nativeType: 'bit(1)', dataFormat: 'BOOLEAN', nullable: false, defaultValue: "b'1'" },
        { name: 'bits', nativeType: 'bit(9)', dataFormat: 'INT' },
        { name: 'filled', nativeType: 'int(10) unsigned zerofill', dataFormat: 'INT' },
        {
          ...{ name: 'price', nativeType: 'decimal(12,4) unsigned', dataFormat: 'DECIMAL' },
          ...{ nullable: false, defaultValue: '1.5000' },
        },
        { name: 'ratio', nativeType: 'float', dataFormat: 'FLOAT' },
        { name: 'exact', nativeType: 'double', dataFormat: 'DOUBLE', defaultValue: '-2.5' },
        { name: 'year', nativeType: 'year(4)', dataFormat: 'INT' },
        { name: 'day', nativeType: 'date', dataFormat: 'DATE', defaultValue: "'2020-02-29'" },
        { name: 'clock', nativeType: 'time(3)', dataFormat: 'TIME' },
        { name: 'moment', nativeType: 'datetime(6)', dataFormat: 'TIMESTAMP', defaultValue: 'current_timestamp(6)' },
        { name: 'stamp', nativeType: 'timestamp', dataFormat: 'TIMESTAMP' },
        { name: 'code', nativeType: 'char(3)', dataFormat: 'CHAR', nullable: false, defaultValue: "''" },
        { name: 'name', nativeType: 'varchar(40)', dataFormat: 'VARCHAR', defaultValue: `'it''s \\\\ "quoted"'` },
        { name: 'nothing', nativeType: 'varchar(5)', dataFormat: 'VARCHAR' },
        { name: 'word_null', nativeType: 'varchar(5)', dataFormat: 'VARCHAR', defaultValue: "'NULL'" },
        { name: 'body', nativeType: 'longtext', dataFormat: 'VARCHAR' },
        { name: 'doc', ...json },
        {
          ...{ name: 'state', nativeType: "enum('new','it''s','a,b','back\\\\slash','日本','')", dataFormat: 'ENUM' },
          ...{ nullable: false, defaultValue: "'it''s'" },
          enumValues: ['new', "it's", 'a,b', 'back\\slash', '日本', ''],
        },
        {
          ...{ name: 'tags', nativeType: "set('x','y z')", dataFormat: 'ENUM' },
          ...{ defaultValue: "'x,y z'", enumValues: ['x', 'y z'] },
        },
        { name: 'raw', nativeType: 'binary(3)', dataFormat: 'VARCHAR', defaultValue: "'abc'" },
        { name: 'data', nativeType: 'varbinary(10)', dataFormat: 'VARCHAR' },
        { name: 'photo', nativeType: 'mediumblob', dataFormat: 'VARCHAR' },
        { name: 'place', nativeType: 'point', dataFormat: 'VARCHAR' },
        { name: 'shape', nativeType: 'geometry', dataFormat: 'VARCHAR' },
        { name: 'uid', nativeType: 'uuid', dataFormat: 'VARCHAR', defaultValue: 'uuid()' },
        { name: 'v4', nativeType: 'inet4', dataFormat: 'VARCHAR' },
        { name: 'v6', nativeType: 'inet6', dataFormat: 'VARCHAR' },
        { name: 'doubled', nativeType: 'int(11)', dataFormat: 'INT', generated: 'virtual' },
        { name: 'kept', nativeType: 'varchar(50)', dataFormat: 'VARCHAR', generated: 'stored' },
        { name: 'secret', nativeType: 'int(11)', dataFormat: 'INT', hidden: true, defaultValue: '3' },
        { name: 'computed', nativeType: 'int(11)', dataFormat: 'INT', defaultValue: '(1 + 2)' },
      ];
      const columns = await columnsOf(source, 'everything');
      assert.deepEqual(
        columns,
        expected.map((column) => ({ ...ordinary, ...column })),
      );
    }));

  it('have defaults that recreate the same column', () =>
    withSource(settingsFor(database.name), async (source) => {
      const withDefault = (await columnsOf(source, 'everything')).filter(({ defaultValue }) => defaultValue !== null);
      assert.equal(withDefault.length, 16);
      const definitions = withDefault.map(
        ({ name, nativeType, defaultValue }) => `\`${name}\` ${nativeType} NULL DEFAULT ${defaultValue}`,
      );
      await execute([`CREATE TABLE again (${definitions.join(', ')})`], database.name);
      assert.deepEqual(
        (await columnsOf(source, 'again')).map(({ defaultValue }) => defaultValue),
        withDefault.map(({ defaultValue }) => defaultValue),
      );
    }));

  it('have their position in a composite key', () =>
    withSource(settingsFor(database.name), async (source) => {
      const columns = await columnsOf(source, 'composite');
      assert.deepEqual(
        columns.map(({ name, primaryKeyPosition }) => [name, primaryKeyPosition]),
        [
          ['c', 0],
          ['a', 2],
          ['b', 1],
          ['x', 0],
        ],
      );
    }));

  it('are not a key if there is only a unique index, although MariaDB calls it one', () =>
    withSource(settingsFor(database.name), async (source) => {
      const columns = await columnsOf(source, 'unique_only');
      assert.deepEqual(
        columns.map(({ primaryKeyPosition }) => primaryKeyPosition),
        [0, 0],
      );
    }));

  it('of a versioned table are stored ones', () =>
    withSource(settingsFor(database.name), async (source) => {
      const columns = await columnsOf(source, 'versioned');
      assert.deepEqual(
        columns.map(({ generated }) => generated),
        ['no', 'stored', 'stored'],
      );
    }));

  it('of a view have the types of the columns they select', () =>
    withSource(settingsFor(database.name), async (source) => {
      const columns = await columnsOf(source, 'shown');
      assert.deepEqual(
        columns.map(({ name, dataFormat, enumValues }) => [name, dataFormat, enumValues.length]),
        [
          ['id', 'INT', 0],
          ['state', 'ENUM', 6],
          ['twice', 'DECIMAL', 0],
        ],
      );
    }));
});
