import assert from 'node:assert/strict';
import { hasCode, isCancelled, messageOf, ThothError, throwIfCancelled } from '../../../src/base/errors';
import { loadSqlite3 } from '../../../src/base/sqlite';

describe('errors', () => {
  it('keep their code and their cause', () => {
    const cause = new Error('underneath');
    const error = new ThothError('NOT_FOUND', 'There is no SqlDb 7.', { cause });
    assert.ok(hasCode(error, 'NOT_FOUND'));
    assert.ok(!hasCode(error, 'CANCELLED'));
    assert.ok(!hasCode(cause, 'NOT_FOUND'));
    assert.equal(error.cause, cause);
    assert.equal(messageOf(error), 'There is no SqlDb 7.');
    assert.equal(messageOf('a string'), 'a string');
  });

  it('recognise a cancel by any mechanism', () => {
    const controller = new AbortController();
    assert.doesNotThrow(() => throwIfCancelled(controller.signal));
    controller.abort();
    assert.throws(() => throwIfCancelled(controller.signal), isCancelled);
    assert.ok(isCancelled(controller.signal.reason));
    assert.ok(!isCancelled(new Error('cancelled')));
  });
});

describe('the SQLite binding', () => {
  it('loads', () => assert.equal(typeof loadSqlite3().Database, 'function'));

  it('says which platform it does not load on, and what to do', () => {
    const cause = new Error('invalid ELF header\nat dlopen');
    assert.throws(
      () =>
        loadSqlite3(() => {
          throw cause;
        }),
      (error: unknown) => {
        assert.ok(error instanceof ThothError);
        assert.equal(error.code, 'NATIVE_BINDING');
        assert.equal(error.cause, cause);
        assert.match(error.message, new RegExp(`${process.platform} ${process.arch}`));
        assert.match(error.message, /invalid ELF header/);
        assert.match(error.message, /Install the Thoth package made for/);
        return true;
      },
    );
  });
});
