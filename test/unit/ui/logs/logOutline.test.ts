import assert from 'node:assert/strict';
import { outlineOf } from '../../../../src/ui/logs/logOutline';

const stamp = '[2026-11-22 21:30:05] ';
const log = (...messages: string[]): string => messages.map((message) => `${stamp}${message}\n`).join('');

describe('outlineOf', () => {
  it('separates the databases of a workspace', () => {
    const one = [
      'Step 1: Choosing tables',
      'Step 2: Writing table comments',
      'Completed: 1 successful, 0 failed, Total time: 1s',
    ];
    const steps = outlineOf(log('Database 1/2: a', ...one, 'Database 2/2: b', ...one));
    const titles = ['Database 1/2: a', ...one.slice(0, 2), 'Database 2/2: b', ...one.slice(0, 2)];
    assert.deepEqual(
      steps.map(({ title }) => title),
      titles,
    );
    assert.deepEqual(
      steps.map(({ line, endLine }) => endLine - line),
      [0, 0, 0, 0, 0, 0],
    );
  });

  it('finds each step with the lines that belong to it, and leaves the summary out', () => {
    const steps = outlineOf(
      log(
        ...['Step 1: Creating tables', 'Tables created: 2', 'Step 2: Creating columns for each table'],
        ...[
          'Processing table 1/2: a',
          'Columns created: 3, skipped: 0',
          'Completed: 2 successful, 0 failed, Total time: 1s',
        ],
      ),
    );
    assert.deepEqual(steps, [
      { title: 'Step 1: Creating tables', line: 0, endLine: 1, errors: [] },
      { title: 'Step 2: Creating columns for each table', line: 2, endLine: 4, errors: [] },
    ]);
  });

  it('finds the errors of a step, and keeps their further lines in it', () => {
    const text = `${log('Step 1: x', 'Error processing table t: first')}    second\n${log('Tables created: 0')}`;
    assert.deepEqual(outlineOf(text), [
      { title: 'Step 1: x', line: 0, endLine: 3, errors: [{ title: 'Error processing table t: first', line: 1 }] },
    ]);
  });

  it('is not misled by a table whose name looks like a step', () => {
    const text = log('Step 1: x', 'Processing table 1/1: Step 2: y') + '    Step 3: z\nStep 4: no time stamp\n';
    assert.deepEqual(
      outlineOf(text).map(({ title }) => title),
      ['Step 1: x'],
    );
  });

  it('is empty for an empty log', () => {
    assert.deepEqual(outlineOf(''), []);
    assert.deepEqual(outlineOf('any text\n'), []);
  });
});
