import fc from 'fast-check';
import assert from 'node:assert/strict';
import { logName } from '../../../../src/ui/logs/logName';

const time = new Date(2026, 10, 22, 9, 5, 7).getTime();

describe('logName', () => {
  it('says which database, which task and when', () => {
    assert.equal(
      logName('Library', 'Database elements', time),
      'Library – Database elements – 2026-11-22 09.05.07.log',
    );
  });

  it('is a valid file name on every system, whatever the name of the database', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const file = logName(name, 'x', time);
        assert.doesNotMatch(file, /[\\/:*?"<>|\p{Cc}]/u);
        assert.ok(Buffer.byteLength(`${logName(name, name, time)}.0123abcd.part`) <= 255);
        assert.ok(file.endsWith(' – x – 2026-11-22 09.05.07.log'));
      }),
    );
  });
});
