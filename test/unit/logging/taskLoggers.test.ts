import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Redactor } from '../../../src/base/redaction';
import { cleanMessage, longestMessage } from '../../../src/logging/record';
import {
  createColumnCommentLogger,
  createDbCommentLogger,
  createTableCommentLogger,
} from '../../../src/logging/taskLoggers';
import { ManualClock } from '../support/manualClock';

describe('task loggers', () => {
  const failures: unknown[] = [];
  const options = {
    clock: new ManualClock(),
    redact: new Redactor().redact,
    onHandlerError: (error: unknown) => void failures.push(error),
  };

  beforeEach(() => void (failures.length = 0));

  it('have a unique name made of their task and owner', () => {
    assert.match(createDbCommentLogger({ id: 3 }, 'db_elements', options).logger.name, /^db_elements_db_3_\d+$/);
    assert.match(createTableCommentLogger({ id: 4 }, 'tables', options).logger.name, /^tables_4_\d+$/);
    assert.match(createColumnCommentLogger({ id: 5 }, 'columns', options).logger.name, /^columns_5_\d+$/);
    const names = Array.from({ length: 50 }, () => createDbCommentLogger({ id: 3 }, 'x', options).logger.name);
    assert.equal(new Set(names).size, names.length);
  });

  it('are isolated: no record of one reaches the log of another', () => {
    const first = createDbCommentLogger({ id: 1 }, 'task', options);
    const second = createDbCommentLogger({ id: 1 }, 'task', options);
    first.logger.info('of the first');
    second.logger.warning('of the second');
    assert.match(first.handler.getLogs(), /of the first$/);
    assert.doesNotMatch(first.handler.getLogs(), /second/);
    assert.match(second.handler.getLogs(), /of the second$/);
    assert.doesNotMatch(second.handler.getLogs(), /of the first/);
  });

  it('remove secrets when the record is made, before memory and sinks receive it', () => {
    const heard: string[] = [];
    const { logger, handler } = createDbCommentLogger({ id: 1 }, 'task', options);
    handler.addSink({ write: (record, line) => void heard.push(record.message, line) });
    logger.error('cannot reach postgres://ann:s3cret@db/shop');
    for (const text of [handler.getLogs(), ...heard]) assert.doesNotMatch(text, /s3cret/);
  });

  it('continue when a handler throws, and report it once', () => {
    const { logger, handler } = createDbCommentLogger({ id: 1 }, 'task', options);
    const failure = new Error('disk full');
    handler.addSink({
      write: () => {
        throw failure;
      },
    });
    logger.info('one');
    logger.info('two');
    assert.equal(handler.getLogs().split('\n').length, 2);
    assert.deepEqual(failures, [failure]);
  });

  it('make one record of any message: no text of a database can pass for a record of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const { logger, handler } = createDbCommentLogger({ id: 1 }, 'task', options);
        logger.info(message);
        const [first, ...others] = handler.getLogs().split('\n');
        assert.match(first ?? '', /^\[2026-01-31 09:05:07\] /);
        for (const line of others) assert.match(line, /^ {4}/);
      }),
    );
  });

  it('show control characters and reordering marks by their codes', () => {
    assert.equal(cleanMessage('a\u001b[31mred\u0000\u202eb\tc'), 'a\\u001b[31mred\\u0000\\u202eb\tc');
    assert.equal(cleanMessage('one\r\ntwo\rthree'), 'one\n    two\n    three');
    assert.equal(cleanMessage('naïve 🙂 テーブル'), 'naïve 🙂 テーブル');
  });

  it('cut a message that is too long, and say so', () => {
    const cut = cleanMessage('x'.repeat(longestMessage + 5));
    assert.equal(cut, `${'x'.repeat(longestMessage)}… [cut: 5 more characters]`);
    assert.equal(cleanMessage('x'.repeat(longestMessage)).length, longestMessage);
  });
});
