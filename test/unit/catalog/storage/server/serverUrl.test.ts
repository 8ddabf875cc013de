import assert from 'node:assert/strict';
import { hasCode } from '../../../../../src/base/errors';
import { parseServerUrl } from '../../../../../src/catalog/storage/server/serverUrl';

describe('the URL of a project database on a server', () => {
  it('gives the location, with defaults for what is missing', () => {
    const { kind, ...location } = parseServerUrl('postgres://team@db.example/catalog');
    assert.equal(kind.title, 'PostgreSQL');
    assert.deepEqual(location, {
      host: 'db.example',
      port: 5432,
      database: 'catalog',
      userName: 'team',
      sslMode: 'prefer',
      shown: 'postgres://team@db.example/catalog',
    });
    const other = parseServerUrl('mariadb://team@db.example/catalog');
    assert.deepEqual([other.kind.title, other.port], ['MariaDB', 3306]);
  });

  it('may have any name of its scheme', () => {
    const titles = ['postgres', 'postgresql', 'mariadb', 'mysql'].map(
      (scheme) => parseServerUrl(`${scheme}://a@b/c`).kind.title,
    );
    assert.deepEqual(titles, ['PostgreSQL', 'PostgreSQL', 'MariaDB', 'MariaDB']);
  });

  it('may hold codes, an IPv6 address, and parameters', () => {
    const url = 'postgresql://a%40b@[::1]:6543/my%20db?sslmode=verify-full&sslrootcert=/etc/ca.pem&schema=thoth';
    const { kind, ...location } = parseServerUrl(url);
    assert.equal(kind.title, 'PostgreSQL');
    assert.deepEqual(location, {
      host: '::1',
      port: 6543,
      database: 'my db',
      userName: 'a@b',
      sslMode: 'verify-full',
      sslRootCertificate: '/etc/ca.pem',
      schema: 'thoth',
      shown: 'postgresql://a%40b@[::1]:6543/my%20db',
    });
  });

  it('may not contain a password, or anything that could be one, and no error repeats it', () => {
    const urls = [
      'postgres://team:s3cret@db.example/catalog',
      'postgres://team@db.example/catalog?password=s3cret',
      'mariadb://team@db.example/catalog?user=x&pwd=s3cret',
      'mariadb://team@db.example/catalog#s3cret',
      'mariadb://team@db.example/catalog?s3cret',
      'postgres://:s3cret@db.example/catalog',
    ];
    for (const url of urls) {
      assert.throws(
        () => parseServerUrl(url),
        (error: Error) =>
          hasCode(error, 'INVALID_ARGUMENT') &&
          /secret storage/.test(error.message) &&
          !error.message.includes('s3cret'),
        url,
      );
    }
  });

  it('is refused where something is missing or unknown, with what to do', () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ['oracle://a@b/c', /form postgres:/],
      ['not a url', /form postgres:/],
      ['postgres://db.example/catalog', /lacks/],
      ['postgres://team@db.example', /lacks/],
      ['postgres://team@db.example/a/b', /lacks/],
      ['postgres://team@/catalog', /cannot be read|lacks/],
      ['postgres://team@db.example/%zz', /begins no code/],
      ['postgres://team@db.example/c?sslmode=maybe', /none of disable, prefer, require, verify-full/],
      ['mariadb://team@db.example/c?schema=x', /these parameters only: sslmode, sslrootcert/],
    ];
    for (const [url, message] of refused) {
      assert.throws(
        () => parseServerUrl(url),
        (error: Error) => hasCode(error, 'INVALID_ARGUMENT') && message.test(error.message),
        url,
      );
    }
  });
});
