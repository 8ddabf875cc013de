import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { savedPieces, writeLogFile } from '../../../src/operations/logFile';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('A log in a file', () => {
  const folder = useTemporaryFolder();

  it('is written completely, and replaces an existing file', async () => {
    const file = folder.file('a.log');
    await writeFile(file, 'before');
    await writeLogFile(file, ['one\ntwo', 'three']);
    assert.equal(await readFile(file, 'utf8'), 'one\ntwo\nthree\n');
    assert.deepEqual(await readdir(dirname(file)), ['a.log']);
  });

  it('is not written through a link that somebody has put beside it', async () => {
    const target = folder.file('target');
    await writeFile(target, 'mine');
    await symlink(target, folder.file('b.log.part'));
    await writeLogFile(folder.file('b.log'), ['one']);
    assert.equal(await readFile(target, 'utf8'), 'mine');
    assert.equal(await readFile(folder.file('b.log'), 'utf8'), 'one\n');
  });

  it('leaves the file as it was when it cannot be written', async () => {
    const file = folder.file('a.log');
    await writeFile(file, 'before');
    const broken = (function* () {
      yield 'one';
      throw new Error('no more');
    })();
    await assert.rejects(writeLogFile(file, broken), { code: 'INVALID_ARGUMENT', message: /a\.log": no more/ });
    assert.equal(await readFile(file, 'utf8'), 'before');
    assert.deepEqual(await readdir(dirname(file)), ['a.log']);
    await assert.rejects(writeLogFile('a.log', []), { message: /give the whole path/ });
  });

  it('is read in chunks from the project database', async () => {
    const chunks = [
      { firstLine: 0, lineCount: 2, text: 'one\ntwo' },
      { firstLine: 2, lineCount: 1, text: 'three' },
    ];
    const asked: number[] = [];
    const source = {
      readLog: (_taskId: string, fromLine: number) => {
        asked.push(fromLine);
        return Promise.resolve(chunks.filter(({ firstLine }) => firstLine === fromLine));
      },
    };
    const pieces: string[] = [];
    for await (const piece of savedPieces(source, 'task')) pieces.push(piece);
    assert.deepEqual(pieces, ['one\ntwo', 'three']);
    assert.deepEqual(asked, [0, 2, 3]);
  });
});
