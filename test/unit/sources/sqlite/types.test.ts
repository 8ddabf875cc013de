import * as assert from 'node:assert/strict';
import { rememberDataFormats, sqliteDataFormat } from '../../../../src/sources/sqlite/types';

const expected: Readonly<Record<string, readonly string[]>> = {
  INT: ['INT', 'integer', 'BIGINT', 'TINYINT(1)', 'UNSIGNED BIG INT', 'INT8', 'MEDIUMINT', 'serial', 'YEAR', 'POINT'],
  FLOAT: ['FLOAT', 'float(24)', 'FLOAT4'],
  DOUBLE: ['REAL', 'DOUBLE', 'double  precision', 'FLOAT8', 'FLOATING'],
  DECIMAL: ['NUMERIC(10,2)', 'DECIMAL', 'decimal ( 8 , 2 )', 'NUM', 'MONEY', 'NUMBER(12)', 'something else'],
  VARCHAR: [
    '',
    '  ',
    'TEXT',
    'VARCHAR(40)',
    'NVARCHAR(40)',
    'VARYING CHARACTER(255)',
    'CLOB',
    'BLOB',
    'ANY',
    'JSON',
    'uuid',
    'string',
  ],
  CHAR: ['CHAR', 'CHAR(2)', 'nchar(5)', 'CHARACTER(20)', 'NATIVE CHARACTER(70)'],
  DATE: ['DATE', 'date'],
  TIME: ['TIME', 'TIME WITH TIME ZONE'],
  TIMESTAMP: ['DATETIME', 'TIMESTAMP', 'TIMESTAMP(3) WITH TIME ZONE', 'timestamptz', 'DATETIME2(7)'],
  BOOLEAN: ['BOOLEAN', 'bool', 'BIT'],
  ENUM: ["ENUM('a', 'b')"],
};

describe('sqliteDataFormat', () => {
  for (const [format, types] of Object.entries(expected)) {
    for (const type of types) {
      it(`takes "${type}" for ${format}`, () => assert.equal(sqliteDataFormat(type), format));
    }
  }

  it('gives the same answers when it remembers them', () => {
    const dataFormatOf = rememberDataFormats();
    assert.deepEqual(['CHAR(2)', 'INT', 'CHAR(2)'].map(dataFormatOf), ['CHAR', 'INT', 'CHAR']);
  });
});
