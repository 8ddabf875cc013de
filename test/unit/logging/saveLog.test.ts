import assert from 'node:assert/strict';
import { MemoryLogHandler } from '../../../src/logging/memoryLogHandler';
import { updateSqlDbLog, updateWorkspaceLog } from '../../../src/logging/saveLog';
import { CollectingLogger } from '../support/collectingLogger';
import { ManualClock } from '../support/manualClock';

describe('saving a log into a field', () => {
  it('flushes the handler first, and then writes only that field', async () => {
    const handler = new MemoryLogHandler(new ManualClock(), assert.ifError);
    const steps: string[] = [];
    handler.addSink({ write: () => undefined, flush: () => Promise.resolve(void steps.push('flush')) });
    const fallback = new CollectingLogger();
    const owner = { id: 3, saveLogField: (field: string) => Promise.resolve(void steps.push(field)) };
    await updateSqlDbLog(owner, handler, 'db_elements_log', fallback);
    await updateWorkspaceLog(owner, handler, 'table_comment_log', fallback);
    assert.deepEqual(steps, ['flush', 'db_elements_log', 'flush', 'table_comment_log']);
    assert.deepEqual(fallback.records, []);
  });

  it('never fails the task, and gives the cause to the fallback logger', async () => {
    const fallback = new CollectingLogger();
    const owner = { id: 3, saveLogField: () => Promise.reject(new Error('disk full')) };
    await updateSqlDbLog(owner, new MemoryLogHandler(new ManualClock(), assert.ifError), 'db_elements_log', fallback);
    assert.deepEqual(fallback.records, ['ERROR The log could not be saved into db_elements_log of SqlDb 3: disk full']);
  });
});
