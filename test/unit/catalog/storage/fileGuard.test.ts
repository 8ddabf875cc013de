import assert from 'node:assert/strict';
import { mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import { hasCode, messageOf, type ErrorCode } from '../../../../src/base/errors';
import { FileGuard } from '../../../../src/catalog/storage/fileGuard';
import { useTemporaryFolder } from '../../support/temporaryFolder';

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
    it(`explains ${engineCode} to a person, with what to do`, async () => {
      const file = folder.file('project.sqlite');
      await writeFile(file, '');
      const guard = await FileGuard.of(file);
      const cause = errorOf(engineCode);
      const explained = await guard.explain(new Error('wrapped', { cause }));
      assert.ok(hasCode(explained, code), String(explained));
      assert.match(
        messageOf(explained),
        /project\.sqlite" .*choose another file in the setting thoth\.projectDatabase/,
      );
    });
  }

  it('leaves other errors as they are', async () => {
    const guard = await FileGuard.of(folder.file('project.sqlite'));
    for (const error of [errorOf('SQLITE_CONSTRAINT'), new Error('no code'), 'a text']) {
      assert.equal(await guard.explain(error), error);
    }
  });

  describe('the place of the file', () => {
    let time: sinon.SinonFakeTimers;
    beforeEach(() => {
      time = sinon.useFakeTimers({ toFake: ['performance'] });
    });
    afterEach(() => time.restore());

    it('is checked at most once a second, and a deleted file counts as gone from then on', async () => {
      const file = folder.file('project.sqlite');
      await writeFile(file, '');
      const guard = await FileGuard.of(file);
      await rm(file);
      time.tick(999);
      await guard.check();
      assert.equal(guard.gone, false, 'it was looked at just now');
      time.tick(1);
      await assert.rejects(guard.check(), {
        code: 'PROJECT_DATABASE_GONE',
        message: /was deleted while it was in use/,
      });
      assert.equal(guard.gone, true);
      await writeFile(file, '');
      await assert.rejects(guard.check(), { code: 'PROJECT_DATABASE_GONE' });
    });

    it('reports nothing while it cannot be checked', async () => {
      const [place, away] = [folder.file('place'), folder.file('away')];
      const file = join(place, 'project.sqlite');
      await mkdir(place);
      await writeFile(file, '');
      const guard = await FileGuard.of(file);
      await rename(place, away);
      await symlink(place, place);
      await assert.rejects(stat(file), { code: 'ELOOP' });
      time.tick(1_000);
      await guard.check();
      assert.equal(guard.gone, false);
      await rm(place);
      time.tick(1_000);
      await assert.rejects(guard.check(), { code: 'PROJECT_DATABASE_GONE' });
    });
  });
});
