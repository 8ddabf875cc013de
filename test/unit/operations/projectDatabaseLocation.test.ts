import assert from 'node:assert/strict';
import { join } from 'node:path';
import { locationKey, projectLocation, withoutPassword } from '../../../src/operations/projectDatabaseLocation';

const surroundings = {
  storage: join('/', 'storage'),
  home: join('/', 'home', 'ada'),
  workspaceFolder: join('/', 'work'),
};

describe('projectLocation', () => {
  for (const setting of ['', '   ']) {
    it(`takes "${setting}" for the embedded file, which is for its owner only`, () => {
      const embedded = { file: join('/', 'storage', 'thoth.sqlite'), isPrivate: true };
      assert.deepEqual(projectLocation(setting, surroundings), embedded);
    });
  }

  const meant: readonly [setting: string, file: string][] = [
    [join('/', 'data', 'p.sqlite'), join('/', 'data', 'p.sqlite')],
    ['~/p.sqlite', join('/', 'home', 'ada', 'p.sqlite')],
    ['${userHome}/p.sqlite', join('/', 'home', 'ada', 'p.sqlite')],
    ['${workspaceFolder}/.thoth/p.sqlite', join('/', 'work', '.thoth', 'p.sqlite')],
  ];
  for (const [setting, file] of meant) {
    it(`takes "${setting}" for ${file}`, () => assert.deepEqual(projectLocation(setting, surroundings), { file }));
  }

  it('inserts a folder name with replacement patterns unchanged', () => {
    const workspaceFolder = join('/', "a$&b$'");
    assert.deepEqual(projectLocation('${workspaceFolder}/p', { ...surroundings, workspaceFolder }), {
      file: join(workspaceFolder, 'p'),
    });
  });

  for (const url of ['postgres://ada@host/db', 'postgresql://ada@host:5433/db?schema=x', 'MariaDB://ada@host/db']) {
    it(`takes "${url}" for a server`, () => assert.deepEqual(projectLocation(` ${url} `, surroundings), { url }));
  }

  it('refuses another address, and does not repeat its password', () => {
    assert.throws(
      () => projectLocation('oracle://ada:s3cret@host/db', surroundings),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'PROJECT_DATABASE_UNSUPPORTED');
        assert.match(error.message, /oracle:\/\/ address.*postgres:\/\//);
        assert.ok(!error.message.includes('s3cret'));
        return true;
      },
    );
  });

  for (const setting of ['p.sqlite', './p.sqlite', '~ada/p.sqlite']) {
    it(`refuses "${setting}", which is no absolute path`, () => {
      assert.throws(() => projectLocation(setting, surroundings), { code: 'INVALID_ARGUMENT' });
    });
  }

  it('refuses a folder that is not open', () => {
    assert.throws(
      () => projectLocation('${workspaceFolder}/p', { ...surroundings, workspaceFolder: undefined }),
      /no folder is open/,
    );
  });
});

describe('locationKey', () => {
  it('is the same only for the same place, and reveals nothing of it', () => {
    assert.equal(locationKey({ file: '/a' }), locationKey({ file: '/a' }));
    assert.notEqual(locationKey({ file: '/a' }), locationKey({ file: '/b' }));
    assert.match(locationKey({ url: 'postgres://ada@host/db' }), /^[0-9a-f]{16}$/);
  });
});

describe('withoutPassword', () => {
  it('takes the password out of a URL, and decodes it', () => {
    assert.deepEqual(withoutPassword('postgres://ada:p%40ss@host/db?schema=x'), {
      url: 'postgres://ada@host/db?schema=x',
      password: 'p@ss',
    });
  });

  it('returns a URL without a password, or a text that is no URL, unchanged', () => {
    for (const url of ['postgres://ada@host/db', 'no url', '']) assert.deepEqual(withoutPassword(url), { url });
  });
});
