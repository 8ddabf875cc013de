import * as assert from 'node:assert/strict';
import { describeServer, isAtLeast } from '../../../../src/sources/mysql/serverInfo';

describe('describeServer', () => {
  const cases: readonly (readonly [version: string, isMariaDb: boolean, numbers: readonly number[]])[] = [
    ['10.11.19-MariaDB-0+deb12u1', true, [10, 11, 19]],
    ['5.5.5-10.4.8-MariaDB-log', true, [10, 4, 8]],
    ['11.8.2-MariaDB', true, [11, 8, 2]],
    ['8.0.36', false, [8, 0, 36]],
    ['5.7.44-log', false, [5, 7, 44]],
    ['8.0.mysql_aurora.3.05.2', false, [8, 0, 0]],
    ['something else', false, [0, 0, 0]],
  ];
  for (const [version, isMariaDb, numbers] of cases) {
    it(`understands ${version}`, () => {
      const server = describeServer(version, 0);
      assert.deepEqual([server.isMariaDb, server.version], [isMariaDb, numbers]);
    });
  }

  it('knows from the variable whether names of tables have a case', () => {
    assert.deepEqual(
      [0, 1, 2].map((value) => describeServer('8.4.0', value).isCaseSensitive),
      [true, false, false],
    );
  });

  it('knows which servers give defaults as expressions', () => {
    const versions = ['10.2.6-MariaDB', '10.2.7-MariaDB', '11.8.2-MariaDB', '8.4.0'];
    const known = versions.map((version) => describeServer(version, 0).givesExpressions);
    assert.deepEqual(known, [false, true, true, false]);
  });

  it('compares versions part by part', () => {
    const wanted = [[10, 2, 7], [10, 2], [10], [9, 9, 9], [10, 2, 8], [10, 3], [11]];
    assert.deepEqual(
      wanted.map((parts) => isAtLeast([10, 2, 7], parts)),
      [true, true, true, true, false, false, false],
    );
  });
});
