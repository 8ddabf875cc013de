import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** A secret in every spelling in which it may be found. */
function spellings(secret: string): readonly string[] {
  const inBase64 = ['', 'user:', 'a', 'ab', 'abc'].map((before) =>
    // the last characters depend on what follows
    Buffer.from(before + secret)
      .toString('base64')
      .replace(/.{0,3}=*$/, '')
      .slice(Math.ceil((before.length * 4) / 3)),
  );
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    ...inBase64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
}

/** Asserts that a secret is in none of the texts, and in no file of the folder. Anything else is inspected wholly. */
export function assertNoLeak(secret: string, places: Readonly<Record<string, unknown>>, folder: string): void {
  const texts = Object.entries(places).map(([name, place]): [string, string] => [
    name,
    typeof place === 'string'
      ? place
      : inspect(place, { depth: null, maxStringLength: null, maxArrayLength: null, showHidden: true }),
  ]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]);
  assert.ok(files.length > 0 && texts.length > 0);
  for (const [name, text] of [...texts, ...files]) {
    for (const spelling of spellings(secret)) {
      assert.ok(!text.includes(spelling), `${name} holds the secret as ${spelling}:\n${text.slice(0, 2_000)}`);
    }
  }
}

/** Asserts that a secret is neither in this process's arguments or environment, nor in those of its children. */
export function assertNotInProcesses(secret: string): void {
  const own = [...process.argv, ...Object.values(process.env).map(String)].join('\n');
  assert.ok(!own.includes(secret), 'the process holds the secret');
  if (process.platform !== 'linux') return;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const part of ['cmdline', 'environ']) {
      assert.ok(!readIfThere(`/proc/${id}/${part}`).includes(secret), `process ${id} shows the secret in its ${part}`);
    }
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
