import * as assert from 'node:assert/strict';
import { defaultExpression, enumLabels } from '../../../../src/sources/mysql/literals';
import { describeServer } from '../../../../src/sources/mysql/serverInfo';

describe('enumLabels', () => {
  const cases: readonly (readonly [columnType: string, labels: readonly string[]])[] = [
    ["enum('a','b')", ['a', 'b']],
    ["set('x','y z')", ['x', 'y z']],
    ["enum('it''s','a,b','')", ["it's", 'a,b', '']],
    ["enum('back\\\\slash','new\\nline','(x)')", ['back\\slash', 'new\nline', '(x)']],
    ["enum('''','日本')", ["'", '日本']],
    ['varchar(10)', []],
    ['int(10) unsigned', []],
  ];
  for (const [columnType, labels] of cases) {
    it(`reads ${columnType}`, () => assert.deepEqual(enumLabels(columnType), labels));
  }
});

describe('defaultExpression', () => {
  const mysql8 = describeServer('8.0.36', 0);
  const mysql5 = describeServer('5.7.44', 0);
  const mariaDb = describeServer('10.11.6-MariaDB', 0);
  const oldMariaDb = describeServer('10.2.6-MariaDB', 0);
  type Text = string | null;
  type Case = readonly [server: typeof mysql8, value: Text, dataType: string, extra: string, sql: Text];
  const cases: readonly Case[] = [
    [mysql8, null, 'int', '', null],
    [mysql8, '5', 'int', '', '5'],
    [mysql8, '1.50', 'decimal', '', '1.50'],
    [mysql8, "b'101'", 'bit', '', "b'101'"],
    [mysql8, "b'101'", 'varchar', '', "'b''101'''"],
    [mysql8, '0x6100', 'binary', '', '0x6100'],
    [mysql8, '0x6100', 'char', '', "'0x6100'"],
    [mysql8, 'NULL', 'varchar', '', "'NULL'"],
    [mysql8, "it's \\ x", 'varchar', '', "'it''s \\\\ x'"],
    [mysql8, '', 'varchar', '', "''"],
    [mysql8, 'open', 'enum', '', "'open'"],
    [mysql8, '2020-01-01', 'date', '', "'2020-01-01'"],
    [mysql8, 'CURRENT_TIMESTAMP(3)', 'datetime', 'DEFAULT_GENERATED', 'CURRENT_TIMESTAMP(3)'],
    [mysql8, "concat(_utf8mb4\\'a\\',uuid())", 'varchar', 'DEFAULT_GENERATED', "concat(_utf8mb4'a',uuid())"],
    [mysql5, 'CURRENT_TIMESTAMP', 'timestamp', 'on update CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    [mysql5, 'CURRENT_TIMESTAMP', 'varchar', '', "'CURRENT_TIMESTAMP'"],
    [mysql5, '0000-00-00 00:00:00', 'timestamp', '', "'0000-00-00 00:00:00'"],
    [mariaDb, "'it''s'", 'varchar', '', "'it''s'"],
    [mariaDb, 'NULL', 'varchar', '', null],
    [mariaDb, "'NULL'", 'varchar', '', "'NULL'"],
    [mariaDb, null, 'int', '', null],
    [mariaDb, 'uuid()', 'uuid', '', 'uuid()'],
    [oldMariaDb, 'abc', 'varchar', '', "'abc'"],
  ];
  for (const [server, value, dataType, extra, sql] of cases) {
    it(`says ${sql} for ${value} of ${dataType} in version ${server.version.join('.')}`, () => {
      assert.equal(defaultExpression({ value, dataType, extra }, server), sql);
    });
  }
});
