import * as assert from 'node:assert/strict';
import { engineOfFile, sourceEngine, sourceEngines } from '../../../src/sources/engines';

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
    const message = `Databases of type "oracle" cannot be described. Choose one of: ${[...sourceEngines.keys()].join(', ')}.`;
    assert.throws(() => sourceEngine('oracle'), { code: 'SOURCE_UNSUPPORTED', message });
  });
});

describe('engineOfFile', () => {
  it('finds an engine by the ending of a file, whatever its case', () => {
    assert.equal(engineOfFile('/data/shop.sqlite3')?.dbType, 'sqlite');
    assert.equal(engineOfFile('/data/SHOP.DB')?.dbType, 'sqlite');
  });

  describe('for a file with any other ending', () => {
    const sqlite = sourceEngine('sqlite');
    const postgres = sourceEngine('postgres');
    const other = { ...sqlite, dbType: 'other', fileExtensions: ['other'] };
    for (const file of ['/data/places', '/data/shop.backup']) {
      it(`returns the only engine with files: ${file}`, () =>
        assert.equal(engineOfFile(file, [sqlite, postgres]), sqlite));
      it(`returns undefined if several engines have files: ${file}`, () =>
        assert.equal(engineOfFile(file, [sqlite, postgres, other]), undefined));
    }
  });
});
