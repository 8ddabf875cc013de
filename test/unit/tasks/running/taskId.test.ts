import assert from 'node:assert/strict';
import { newTaskId } from '../../../../src/tasks/running/taskRun';

describe('The id of a run', () => {
  it('is a UUID of version 7', () => {
    assert.match(newTaskId(Date.now()), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('begins with the time, so that ids sort by it', () => {
    assert.ok(newTaskId(0x0193_0000_0000).startsWith('01930000-0000-7'));
    const times = [0, 1, 255, 256, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1];
    const ids = times.map(newTaskId);
    assert.deepEqual([...ids].sort(), ids);
  });

  it('is unique, even within one millisecond', () => {
    assert.equal(new Set(Array.from({ length: 1_000 }, () => newTaskId(0))).size, 1_000);
  });
});
