import assert from 'node:assert/strict';
import { TaskLines, type TaskLine } from '../../../src/operations/taskLines';
import { useProject } from '../support/project';

describe('TaskLines', () => {
  const project = useProject('CREATE TABLE customer (id INTEGER PRIMARY KEY)');

  it('fires for every line of a run from its first to its last, as it is in the log', async () => {
    const lines: TaskLine[] = [];
    new TaskLines(project.runner.registry, project.fallback).onDidWrite((line) => lines.push(line));
    const run = await project.runner.start('dbElements', project.owner);
    await run.result;
    assert.equal(lines.map(({ line }) => line).join('\n'), run.handler.getLogs());
    assert.ok(lines[0]?.line.endsWith('] Step 1: Creating tables'));
    assert.deepEqual(lines[0]?.owner, { type: 'sqlDb', id: project.sqlDbId, name: 'shop' });
    assert.ok(lines.every(({ taskId, kind }) => taskId === run.taskId && kind === 'dbElements'));
  });

  it('logs a listener that throws, for each line, and the run goes on', async () => {
    new TaskLines(project.runner.registry, project.fallback).onDidWrite(({ line }) => {
      throw new Error(`cannot show ${line}`);
    });
    const run = await project.runner.start('dbElements', project.owner);
    assert.equal((await run.result).status, 'COMPLETED');
    const failures = project.fallback.records.map((record) => record.split('\n')[0]);
    const lines = run.handler.getLogs().split('\n');
    const failed = (line: string): string =>
      `ERROR A listener of TaskLines.onDidWrite failed: Error: cannot show ${line}`;
    assert.deepEqual(failures, lines.map(failed));
  });

  it('fires no event after it was disposed', async () => {
    const taskLines = new TaskLines(project.runner.registry, project.fallback);
    taskLines.onDidWrite(() => assert.fail('it fired'));
    taskLines.dispose();
    await (
      await project.runner.start('dbElements', project.owner)
    ).result;
  });
});
