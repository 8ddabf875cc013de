import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock';
import { MemoryLogHandler } from '../../../src/logging/memoryLogHandler';
import { taskKind } from '../../../src/tasks/kinds';
import { TaskRegistry } from '../../../src/tasks/taskRegistry';
import { TaskRun } from '../../../src/tasks/taskRun';

describe('A run whose end could not be saved', () => {
  let registry: TaskRegistry;
  beforeEach(() => {
    registry = new TaskRegistry();
  });

  const unsavedRun = async (taskId: string, saveAgain: () => Promise<boolean>): Promise<TaskRun> => {
    const handler = new MemoryLogHandler(systemClock, (error) => assert.fail(String(error)));
    const run = new TaskRun(taskId, taskKind('dbElements'), { type: 'sqlDb', id: 1, name: 'shop' }, 0, handler);
    registry.add(run);
    run.settle(new Error('full'), saveAgain);
    await run.settled;
    return run;
  };

  it('is kept until it is saved', async () => {
    let room = false;
    const run = await unsavedRun('one', async () => {
      if (!room) throw new Error('still full');
      return true;
    });
    assert.deepEqual(registry.listUnsaved(), [run]);
    assert.equal(await registry.saveAgain('one'), false);
    assert.deepEqual(registry.listUnsaved(), [run]);
    assert.match(String(run.unsaved), /still full/, 'it says what is in the way now');
    room = true;
    assert.equal(await registry.saveAgain('one'), true);
    assert.deepEqual(registry.listUnsaved(), []);
    assert.equal(await registry.saveAgain('one'), false, 'nothing is left to save');
  });

  it('is kept where somebody else has ended it: nobody else has the rest of its log', async () => {
    const run = await unsavedRun('one', () => Promise.resolve(false));
    assert.equal(await registry.saveAgain('one'), true);
    assert.deepEqual(registry.listUnsaved(), [run]);
  });

  it('is kept with the last ones only: their logs take memory', async () => {
    const runs: TaskRun[] = [];
    for (const taskId of ['1', '2', '3', '4', '5']) runs.unshift(await unsavedRun(taskId, () => Promise.resolve(true)));
    assert.deepEqual(registry.listUnsaved(), runs.slice(0, 4));
    assert.equal(registry.findUnsaved('1'), undefined);
  });
});
