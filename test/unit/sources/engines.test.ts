import * as assert from 'node:assert/strict';
import { engineOfFile, sourceEngine } from '../../../src/sources/engines';

describe('sourceEngine', () => {
  it('finds SQLite, whose databases are files', () => {
    const { dbType, label, isFile } = sourceEngine('sqlite');
    assert.deepEqual({ dbType, label, isFile }, { dbType: 'sqlite', label: 'SQLite', isFile: true });
  });

  it('finds PostgreSQL, whose databases are on a server', () => {
    const { label, isFile, defaultPort, urlSchemes } = sourceEngine('postgres');
    assert.deepEqual(
      { label, isFile, defaultPort, urlSchemes },
      { label: 'PostgreSQL', isFile: false, defaultPort: 5432, urlSchemes: ['postgres', 'postgresql'] },
    );
  });

  it('names the supported engines when asked for another', () => {
    assert.throws(() => sourceEngine('oracle'), { code: 'SOURCE_UNSUPPORTED', message: /"oracle".*sqlite, postgres/ });
  });
});

describe('engineOfFile', () => {
  it('finds an engine by the ending of a file, whatever its case', () => {
    assert.equal(engineOfFile('/data/shop.sqlite3')?.dbType, 'sqlite');
    assert.equal(engineOfFile('/data/SHOP.DB')?.dbType, 'sqlite');
  });

  it('takes the only engine with files for any other ending', () => {
    assert.equal(engineOfFile('/data/places')?.dbType, 'sqlite');
    assert.equal(engineOfFile('/data/shop.backup')?.dbType, 'sqlite');
  });
});
