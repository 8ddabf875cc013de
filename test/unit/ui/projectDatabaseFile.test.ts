import assert from 'node:assert/strict';
import { join } from 'node:path';
import { projectDatabaseFile } from '../../../src/ui/projectDatabaseFile';

const surroundings = { storage: join('/', 'storage'), home: join('/', 'home', 'ada'), workspaceFolder: join('/', 'work') };

describe('projectDatabaseFile', () => {
  const meant: readonly [setting: string, file: string][] = [
    ['', join('/', 'storage', 'thoth.sqlite')],
    ['   ', join('/', 'storage', 'thoth.sqlite')],
    [join('/', 'data', 'p.sqlite'), join('/', 'data', 'p.sqlite')],
    ['~/p.sqlite', join('/', 'home', 'ada', 'p.sqlite')],
    ['${userHome}/p.sqlite', join('/', 'home', 'ada', 'p.sqlite')],
    ['${workspaceFolder}/.thoth/p.sqlite', join('/', 'work', '.thoth', 'p.sqlite')],
  ];
  for (const [setting, file] of meant) {
    it(`takes "${setting}" for ${file}`, () => assert.equal(projectDatabaseFile(setting, surroundings), file));
  }

  it('puts in a folder whose name holds replacement marks as it is', () => {
    const workspaceFolder = join('/', "a$&b$'");
    assert.equal(
      projectDatabaseFile('${workspaceFolder}/p', { ...surroundings, workspaceFolder }),
      join(workspaceFolder, 'p'),
    );
  });

  it('refuses a URL, and does not repeat its password', () => {
    assert.throws(
      () => projectDatabaseFile('postgres://ada:s3cret@host/db', surroundings),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'PROJECT_DATABASE_UNSUPPORTED');
        assert.match(error.message, /postgres:\/\/ address.*SQLite file only/);
        assert.ok(!error.message.includes('s3cret'));
        return true;
      },
    );
  });

  for (const setting of ['p.sqlite', './p.sqlite', '~ada/p.sqlite']) {
    it(`refuses "${setting}", which leads nowhere`, () => {
      assert.throws(() => projectDatabaseFile(setting, surroundings), { code: 'INVALID_ARGUMENT' });
    });
  }

  it('refuses a folder that is not open', () => {
    assert.throws(
      () => projectDatabaseFile('${workspaceFolder}/p', { ...surroundings, workspaceFolder: undefined }),
      /no folder is open/,
    );
  });
});
