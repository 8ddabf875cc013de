import assert from 'node:assert/strict';
import { uniqueName } from '../../../../src/ui/connection/uniqueName';

describe('uniqueName', () => {
  it('keeps a name that is free, and counts up where it is taken', () => {
    assert.equal(uniqueName('Library', []), 'Library');
    assert.equal(uniqueName('Library', ['Library']), 'Library (2)');
    assert.equal(uniqueName('Library', ['Library', 'Library (2)', 'Library (4)']), 'Library (3)');
  });
});
