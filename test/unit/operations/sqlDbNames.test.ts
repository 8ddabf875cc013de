import assert from 'node:assert/strict';
import { nameOfFile, uniqueName } from '../../../src/operations/sqlDbNames';

describe('uniqueName', () => {
  it('keeps a free name, and appends a number to a taken one', () => {
    assert.equal(uniqueName('Library', []), 'Library');
    assert.equal(uniqueName('Library', ['Library']), 'Library (2)');
    assert.equal(uniqueName('Library', ['Library', 'Library (2)', 'Library (4)']), 'Library (3)');
  });
});

describe('nameOfFile', () => {
  it('is the file without folder and ending', () => {
    assert.equal(nameOfFile('/data/Library.sqlite'), 'Library');
    assert.equal(nameOfFile('/data/shop.2026.db'), 'shop.2026');
    assert.equal(nameOfFile('/data/.db'), '.db');
  });
});
