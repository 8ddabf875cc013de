import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { hasCode, messageOf, type ErrorCode } from '../../../src/base/errors';
import { FileGuard } from '../../../src/catalog/database/fileGuard';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('FileGuard', () => {
  const folder = useTemporaryFolder();
  const errorOf = (code: string): Error => Object.assign(new Error(`${code}: said the engine`), { code });

  for (const [engineCode, code] of [
    ['SQLITE_BUSY', 'PROJECT_DATABASE_LOCKED'],
    ['SQLITE_BUSY_SNAPSHOT', 'PROJECT_DATABASE_LOCKED'],
    ['SQLITE_FULL', 'PROJECT_DATABASE_FULL'],
    ['SQLITE_READONLY', 'PROJECT_DATABASE_READ_ONLY'],
    ['SQLITE_CORRUPT', 'PROJECT_DATABASE_DAMAGED'],
    ['SQLITE_NOTADB', 'PROJECT_DATABASE_DAMAGED'],
    ['SQLITE_IOERR', 'PROJECT_DATABASE_UNREADABLE'],
  ] as const satisfies readonly (readonly [string, ErrorCode])[]) {
    it(`tells a person what ${engineCode} means, and what to do`, async () => {
      const file = folder.file('project.sqlite');
      await writeFile(file, '');
      const guard = await FileGuard.of(file);
      const cause = errorOf(engineCode);
      const explained = await guard.explain(new Error('wrapped', { cause }));
      assert.ok(hasCode(explained, code), String(explained));
      assert.match(messageOf(explained), /project\.sqlite" .*choose another file in the setting thoth\.projectDatabase/);
    });
  }

  it('leaves other errors as they are', async () => {
    const guard = await FileGuard.of(folder.file('project.sqlite'));
    for (const error of [errorOf('SQLITE_CONSTRAINT'), new Error('no code'), 'a text']) {
      assert.equal(await guard.explain(error), error);
    }
  });

  it('looks at the file once a second at the most, and knows for good when it is gone', async () => {
    const file = folder.file('project.sqlite');
    await writeFile(file, '');
    const guard = await FileGuard.of(file);
    await rm(file);
    await guard.check();
    assert.equal(guard.gone, false, 'it was looked at just now');
    const opened = performance.now();
    let error: unknown;
    while (error === undefined && performance.now() - opened < 5_000) error = await guard.check().catch((thrown: unknown) => thrown);
    assert.ok(hasCode(error, 'PROJECT_DATABASE_GONE'));
    assert.match(messageOf(error), /was deleted while it was in use/);
    await writeFile(file, '');
    await assert.rejects(guard.check(), { code: 'PROJECT_DATABASE_GONE' });
  });
});
