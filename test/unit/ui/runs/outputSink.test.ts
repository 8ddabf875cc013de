import assert from 'node:assert/strict';
import type { LogLevel } from '../../../../src/logging/record';
import { OutputSink } from '../../../../src/ui/runs/outputSink';

describe('OutputSink', () => {
  it('shows each record at its level, with its owner before it and without a time stamp of its own', () => {
    const shown: string[] = [];
    const method = (level: string) => (message: string) => void shown.push(`${level}|${message}`);
    const channel = { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
    const sink = new OutputSink(channel, '[Library · Database elements] ');
    for (const level of ['DEBUG', 'INFO', 'WARNING', 'ERROR'] satisfies LogLevel[]) {
      sink.write({ time: 0, level, message: `a ${level}` });
    }
    assert.deepEqual(shown, [
      'debug|[Library · Database elements] a DEBUG',
      'info|[Library · Database elements] a INFO',
      'warn|[Library · Database elements] a WARNING',
      'error|[Library · Database elements] a ERROR',
    ]);
  });
});
