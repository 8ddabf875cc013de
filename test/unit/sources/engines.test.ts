import * as assert from 'node:assert/strict';
import { sourceEngine } from '../../../src/sources/engines';

describe('sourceEngine', () => {
  it('finds SQLite, whose databases are files', () => {
    const { dbType, label, isFile } = sourceEngine('sqlite');
    assert.deepEqual({ dbType, label, isFile }, { dbType: 'sqlite', label: 'SQLite', isFile: true });
  });

  it('names the engines there are when it is asked for another', () => {
    assert.throws(() => sourceEngine('oracle'), { code: 'SOURCE_UNSUPPORTED', message: /"oracle".*sqlite/ });
  });
});
