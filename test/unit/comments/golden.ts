import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compares a text with the file that was kept of it. `THOTH_WRITE_GOLDEN=1` keeps the new text instead. */
export function assertGolden(name: string, text: string): void {
  const file = join(__dirname, 'golden', name);
  if (process.env['THOTH_WRITE_GOLDEN'] === '1') writeFileSync(file, `${text}\n`);
  assert.equal(`${text}\n`, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
}
