import assert from 'node:assert/strict';
import type { TaskRunRow, TaskState } from '../../../../src/model/runs';
import { dbElements } from '../../../../src/tasks/kinds/dbElements';
import { runView, taskView } from '../../../../src/ui/tree/taskView';
import { failedOutcome } from '../../support/outcomes';
import { startRun } from './support';

const now = 100_000;
const ended = (status: TaskState['status']): TaskState => ({ status, taskId: 'a', startTime: 10_000, endTime: 40_000 });
const row: TaskRunRow = {
  ...{ taskId: 'a', owner: { type: 'sqlDb', id: 1 }, kind: 'dbElements', status: 'COMPLETED' },
  ...{ processed: 8, failed: 2, total: 10, error: null, host: 'h', processId: 1 },
  ...{ startTime: 10_000, endTime: 40_000, heartbeat: 40_000 },
};

describe('taskView', () => {
  it('shows a task that never ran as such', () => {
    const idle = { status: 'IDLE', taskId: null, startTime: null, endTime: null } as const;
    assert.deepEqual(taskView(idle, undefined, undefined, now), { look: 'never' });
  });

  it('says when a run ended, how long it took and how many failed', () => {
    const view = taskView(ended('COMPLETED'), { ...row, failed: 0 }, undefined, now);
    assert.deepEqual(view, { look: 'completed', failed: 0, endedAgo: 60_000, lasted: 30_000 });
  });

  it('warns if a completed run had failures', () => {
    assert.equal(taskView(ended('COMPLETED'), row, undefined, now).look, 'warning');
    assert.equal(runView(row, undefined, now).look, 'warning');
  });

  it('does not count the failures of another run', () => {
    assert.equal(taskView(ended('COMPLETED'), { ...row, taskId: 'b' }, undefined, now).look, 'completed');
  });

  it('distinguishes failed from cancelled', () => {
    assert.equal(taskView(ended('FAILED'), row, undefined, now).look, 'failed');
    assert.equal(taskView(ended('CANCELLED'), row, undefined, now).look, 'cancelled');
  });

  it('shows a run of this window live, and one of another window as running elsewhere', () => {
    const running: TaskState = { status: 'RUNNING', taskId: 'a', startTime: 10_000, endTime: null };
    assert.deepEqual(taskView(running, undefined, undefined, now), { look: 'elsewhere' });
    const run = startRun(dbElements, { type: 'sqlDb', id: 1 });
    assert.deepEqual(taskView(ended('COMPLETED'), row, run, now), { look: 'running', run });
    assert.deepEqual(runView(row, run, now), { look: 'running', run });
  });

  it('shows a run whose end could not be saved as ended, and not as running elsewhere', () => {
    const running: TaskState = { status: 'RUNNING', taskId: 'a', startTime: 10_000, endTime: null };
    const run = startRun(dbElements, { type: 'sqlDb', id: 1 });
    run.settle({ phase: 'unsaved', outcome: failedOutcome('a'), error: new Error('the disk is full') });
    const shown = { look: 'failed', failed: 0, unsaved: true } as const;
    assert.deepEqual(taskView(running, row, undefined, now, run), shown);
    assert.deepEqual(runView({ ...row, status: 'RUNNING' }, undefined, now, run), shown);
    assert.equal(taskView(ended('COMPLETED'), row, undefined, now, run).look, 'warning', 'its end was saved after all');
  });

  it('never shows an end in the future', () => {
    assert.equal(taskView(ended('COMPLETED'), undefined, undefined, 30_000).endedAgo, 0);
  });
});
