import * as assert from 'node:assert/strict';
import type { DataFormat } from '../../../../src/model/dataFormat';
import { mysqlDataFormat, rememberTypes } from '../../../../src/sources/mysql/types';

const formats: Readonly<Partial<Record<DataFormat, readonly string[]>>> = {
  BOOLEAN: ['tinyint(1)', 'tinyint(1) unsigned', 'bit(1)'],
  INT: [
    ...['tinyint(4)', 'tinyint', 'smallint(6)', 'mediumint(9) unsigned', 'int(11)', 'int unsigned', 'bigint(20)'],
    ...['bit(8)', 'bit(10)', 'year(4)', 'year', 'tinyint(10)'],
  ],
  FLOAT: ['float', 'float(7,2) unsigned'],
  DOUBLE: ['double', 'double(10,3)'],
  DECIMAL: ['decimal(10,2)', 'decimal(65,30) unsigned zerofill'],
  DATE: ['date'],
  TIME: ['time', 'time(3)'],
  TIMESTAMP: ['datetime', 'datetime(6)', 'timestamp', 'timestamp(3)'],
  CHAR: ['char(1)', 'char(36)'],
  ENUM: ["enum('a','b')", "set('a','b')"],
  VARCHAR: [
    ...['varchar(255)', 'tinytext', 'text', 'mediumtext', 'longtext', 'binary(16)', 'varbinary(1)', 'tinyblob', 'blob'],
    ...['mediumblob', 'longblob', 'json', 'uuid', 'inet4', 'inet6', 'vector(3)', 'xmltype', 'geometry', 'point'],
    ...['linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection'],
    'geomcollection',
  ],
};

describe('mysqlDataFormat', () => {
  for (const [format, columnTypes] of Object.entries(formats)) {
    it(`says ${format} for ${columnTypes.join(', ')}`, () => {
      const said = columnTypes.map((columnType) => mysqlDataFormat(/^\w+/.exec(columnType)?.[0] ?? '', columnType));
      assert.deepEqual(
        said,
        columnTypes.map(() => format),
      );
    });
  }

  it('does not guess at a type that it does not know', () => {
    assert.equal(mysqlDataFormat('hologram', 'hologram(3)'), null);
  });
});

describe('rememberTypes', () => {
  it('reports each unknown type once, and treats it as text', () => {
    const notices: string[] = [];
    const typeOf = rememberTypes((notice) => notices.push(notice));
    const asked = ['int(11)', 'hologram(3)', 'hologram(4)', 'smell'];
    assert.deepEqual(
      asked.map((columnType) => typeOf(/^\w+/.exec(columnType)?.[0] ?? '', columnType)),
      [
        { nativeType: 'int(11)', dataFormat: 'INT', enumValues: [] },
        { nativeType: 'hologram(3)', dataFormat: 'VARCHAR', enumValues: [] },
        { nativeType: 'hologram(4)', dataFormat: 'VARCHAR', enumValues: [] },
        { nativeType: 'smell', dataFormat: 'VARCHAR', enumValues: [] },
      ],
    );
    assert.deepEqual(
      notices.map((notice) => /"(\w+)"/.exec(notice)?.[1]),
      ['hologram', 'smell'],
    );
  });
});
