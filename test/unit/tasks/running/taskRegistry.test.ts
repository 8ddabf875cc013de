import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/clock';
import type { RunStore } from '../../../../src/catalog/catalog';
import { MemoryLogHandler } from '../../../../src/logging/memoryLogHandler';
import { taskKind } from '../../../../src/tasks/kinds/kinds';
import { TaskRegistry } from '../../../../src/tasks/running/taskRegistry';
import { failedOutcome } from '../../support/outcomes';
import { TaskRun, type SaveEnd } from '../../../../src/tasks/running/taskRun';
import { CollectingLogger } from '../../support/collectingLogger';

describe('TaskRegistry', () => {
  it('logs a listener that throws, and the run and the other listeners go on', async () => {
    const log = new CollectingLogger();
    const registry = new TaskRegistry(log);
    const failing = (event: string) => () => {
      throw new Error(event);
    };
    const heard: string[] = [];
    const handler = new MemoryLogHandler(systemClock, (error) => assert.fail(String(error)));
    const run = new TaskRun('1', taskKind('dbElements'), { type: 'sqlDb', id: 1, name: 'shop' }, 0, handler, log);
    registry.onDidStart(failing('start'));
    registry.onDidChange(failing('change'));
    run.onDidChange(failing('own change'));
    registry.onDidEnd(failing('end'));
    registry.onDidStart(() => heard.push('start'));
    registry.onDidChange(() => heard.push('change'));
    registry.onDidEnd(() => heard.push('end'));
    registry.add(run);
    run.settle({ phase: 'ended', outcome: failedOutcome('1') });
    await run.settled;
    await Promise.resolve();
    assert.deepEqual(heard, ['start', 'change', 'end']);
    assert.deepEqual(
      log.records.map((record) => record.split('\n')[0]),
      [
        'ERROR A listener of TaskRegistry.onDidStart failed: Error: start',
        'ERROR A listener of TaskRun.onDidChange failed: Error: own change',
        'ERROR A listener of TaskRegistry.onDidChange failed: Error: change',
        'ERROR A listener of TaskRegistry.onDidEnd failed: Error: end',
      ],
    );
    assert.equal(registry.get('1'), undefined);
  });
});

describe('A run whose end could not be saved', () => {
  let registry: TaskRegistry;
  let log: CollectingLogger;
  beforeEach(() => {
    log = new CollectingLogger();
    registry = new TaskRegistry(log);
  });

  const unsavedRun = async (taskId: string, save: SaveEnd): Promise<TaskRun> => {
    const handler = new MemoryLogHandler(systemClock, (error) => assert.fail(String(error)));
    const run = new TaskRun(taskId, taskKind('dbElements'), { type: 'sqlDb', id: 1, name: 'shop' }, 0, handler, log);
    registry.add(run);
    run.settle({ phase: 'unsaved', outcome: failedOutcome(taskId), error: new Error('full'), save });
    await run.settled;
    return run;
  };

  // the store is not used here
  const runs = {} as RunStore;

  it('is kept until it is saved', async () => {
    let room = false;
    const run = await unsavedRun('one', async () => {
      if (!room) throw new Error('still full');
      return true;
    });
    assert.deepEqual(registry.listUnsaved(), [run]);
    assert.equal(await registry.saveLater(run, runs), false);
    assert.deepEqual(registry.listUnsaved(), [run]);
    assert.match(String(run.unsaved), /still full/, 'it says what is in the way now');
    assert.ok(registry.canSaveLater);
    room = true;
    assert.equal(await registry.saveLater(run, runs), true);
    assert.deepEqual(registry.listUnsaved(), []);
    assert.equal(registry.canSaveLater, false);
  });

  it('is saved once, by any number of callers at a time', async () => {
    let attempts = 0;
    const run = await unsavedRun('one', () => {
      attempts += 1;
      return Promise.resolve(true);
    });
    assert.deepEqual(await Promise.all([registry.saveLater(run, runs), registry.saveLater(run, runs)]), [true, true]);
    assert.equal(attempts, 1);
  });

  it('is kept if another process has ended it, since only this one has the rest of its log', async () => {
    const run = await unsavedRun('one', () => Promise.resolve(false));
    assert.equal(await registry.saveLater(run, runs), true);
    assert.deepEqual(registry.listUnsaved(), [run]);
    assert.equal(registry.canSaveLater, false, 'it is not tried again');
  });

  it('is dropped when there are too many, since their logs take memory', async () => {
    const runs: TaskRun[] = [];
    for (const taskId of ['1', '2', '3', '4', '5']) runs.unshift(await unsavedRun(taskId, () => Promise.resolve(true)));
    assert.deepEqual(registry.listUnsaved(), runs.slice(0, 4));
    assert.equal(registry.findUnsaved('1'), undefined);
  });
});
