import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ThothError } from '../../../../src/base/errors';
import { parseConnectionString, type ParsedConnection } from '../../../../src/sources/server/connectionString';

const engines = [
  { dbType: 'sqlite', defaultPort: 0, urlSchemes: [] },
  { dbType: 'postgres', defaultPort: 5432, urlSchemes: ['postgres', 'postgresql'] },
  { dbType: 'mysql', defaultPort: 3306, urlSchemes: ['mysql'] },
  { dbType: 'mariadb', defaultPort: 3306, urlSchemes: ['mariadb'] },
];

const parse = (text: string): ParsedConnection => parseConnectionString(text, engines);

const postgres = { dbType: 'postgres', dbHost: 'localhost', dbPort: 5432, dbName: '' };
const mysql = { ...postgres, dbType: 'mysql', dbPort: 3306 };
const full = { ...postgres, dbHost: 'host', dbName: 'db', userName: 'user' };

describe('a connection string', () => {
  const cases: readonly (readonly [text: string, ParsedConnection])[] = [
    ['postgres://user:p%40ss@host:5433/db', { ...full, password: 'p@ss', dbPort: 5433 }],
    ['  "postgresql://user@host/db"\n', full],
    ['POSTGRES://user@host/db/', full],
    ["'postgres://user@host:/db'", full],
    ['postgres://', postgres],
    ['postgres:///db', { ...postgres, dbName: 'db' }],
    ['postgres://host', { ...postgres, dbHost: 'host' }],
    ['postgres://:secret@host', { ...postgres, dbHost: 'host', password: 'secret' }],
    ['postgres://user:@host/db', full],
    ['mysql://host/my%20db', { ...mysql, dbHost: 'host', dbName: 'my db' }],
    ['mariadb://host:3307/db', { ...mysql, dbType: 'mariadb', dbHost: 'host', dbPort: 3307, dbName: 'db' }],
    ['postgres://user@[::1]/db', { ...full, dbHost: '::1' }],
    ['postgres://user@[fe80::1%eth0]:5433/db', { ...full, dbHost: 'fe80::1%eth0', dbPort: 5433 }],
    ['postgres://user@%2Fvar%2Frun%2Fpostgresql/db', { ...full, dbHost: '/var/run/postgresql' }],
    ['postgres:///db?host=/var/run/postgresql&user=user', { ...full, dbHost: '/var/run/postgresql' }],
    ['postgresql+psycopg2://user@host/db', full],
    ['jdbc:postgresql://host/db?user=user&password=p%26w', { ...full, password: 'p&w' }],
    ['jdbc:mysql://host/db?useSSL=false', { ...mysql, dbHost: 'host', dbName: 'db', ssl: 'disable' }],
    ['postgres://user@host/db?port=6000&application_name=x&sslmode=', { ...full, dbPort: 6000, ssl: 'require' }],
    ['postgres://user@host:7000/db?port=6000&dbname=other', { ...full, dbPort: 7000 }],
    ['postgres://user@host?dbname=db', full],

    ['postgres://user:p@ss@host/db', { ...full, password: 'p@ss' }],
    ['postgres://user:p/ss@host/db', { ...full, password: 'p/ss' }],
    ['postgres://user:p?ss@host/db', { ...full, password: 'p?ss' }],
    ['postgres://user:p#ss@host/db', { ...full, password: 'p#ss' }],
    ['postgres://user:p:ss@host/db', { ...full, password: 'p:ss' }],
    ['postgres://user:100%@host/db', { ...full, password: '100%' }],
    ['postgres://user:50%40%x@host/db', { ...full, password: '50%40%x' }],
    ['postgres://user:p@s/s:w?r#d&=@host/db?sslmode=require', { ...full, password: 'p@s/s:w?r#d&=', ssl: 'require' }],
    ['postgres://user:p?a=b@host/db?ssl=1', { ...full, password: 'p?a=b', ssl: 'require' }],
    ['postgres://user:p+w@host/db', { ...full, password: 'p+w' }],
    ['postgres://user:pw@host/db?user=a@b', { ...full, password: 'pw' }],

    ['postgres://user@host/db?schema=shop', { ...full, schema: 'shop' }],
    ['postgres://user@host/db?currentSchema=shop,public', { ...full, schema: 'shop' }],
    ['postgres://user@host/db?search_path=%22%24user%22%2C%22my%20shop%22', { ...full, schema: 'my shop' }],
    ['postgres://user@host/db?search_path=%22%24user%22', full],
    ['postgres://user@host/db?options=-c%20search_path%3Dshop%20-c%20a%3Db', { ...full, schema: 'shop' }],
    ['postgres://user@host/db?options=-csearch_path=shop', { ...full, schema: 'shop' }],
    ['postgres://user@host/db?options=--search_path=shop', { ...full, schema: 'shop' }],
    ['postgres://user@host/db?options=-c+search_path=my%5C+shop', { ...full, schema: 'my+shop' }],
    ['postgres://user@host/db?options=-c%20statement_timeout%3D5', full],

    ['postgres://user@host/db?sslrootcert=%2Fca.pem', { ...full, sslCaFile: '/ca.pem' }],
    ['postgres://user@host/db?sslmode=verify-ca', { ...full, ssl: 'verify-full' }],
    ['postgres://user@host/db?sslrootcert=system', full],
    ['mysql://host?ssl-mode=VERIFY_IDENTITY', { ...mysql, dbHost: 'host', ssl: 'verify-full' }],
    ['mysql://host?ssl-ca=ca.pem', { ...mysql, dbHost: 'host', sslCaFile: 'ca.pem' }],
    ['mysql://host?sslMode=PREFERRED', { ...mysql, dbHost: 'host', ssl: 'prefer' }],
    ['postgres://user@host/db?sslmode=allow', { ...full, ssl: 'prefer' }],
    ['postgres://user@host/db?ssl=true', { ...full, ssl: 'require' }],
    ['postgres://user@host/db?ssl', { ...full, ssl: 'require' }],
    ['postgres://user@host/db?sslmode=disable', { ...full, ssl: 'disable' }],
    ['postgres://user@host/db?toString=1&__proto__=2&constructor=3', full],
  ];
  for (const [text, expected] of cases) it(`reads ${text.trim()}`, () => assert.deepEqual(parse(text), expected));

  const faults: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /no connection string\. Paste one such as postgres:\/\/user:password@host\/database\./],
    ['host=h user=u password=pa55word', /no connection string/],
    ['user:pa55word@host/db', /no connection string/],
    [`postgres://user:pa55word@host/${'x'.repeat(5_000)}`, /no connection string/],
    ['oracle://user:pa55word@host', /"oracle:\/\/"\. Use one of: postgres:\/\/, .*, mariadb:\/\/\./],
    ['postgres://user:pa55word@host:x/db', /host of this connection string cannot be told.*write %40 for @/],
    ['postgres://user:pa55word', /cannot be told/],
    ['postgres://user:55555555', /port .* no number from 1 to 65535/],
    ['postgres://user:pa55word@host:0/db', /port .* no number from 1 to 65535/],
    ['postgres://user@host/db?port=pa55word', /port .* no number from 1 to 65535/],
    ['postgres://user:pa55word@host/db/more', /cannot be told/],
    ['postgres://user:pa55word@ho st/db', /cannot be told/],
    ['postgres://user:pa55word@host/db?what is this', /cannot be told/],
    ['postgres://user:pa55word@one:1,two:2/db', /several hosts\. Give one/],
    ['postgres://user@host/db?sslmode=pa55word', /gives "sslmode" a value .* Use one of: disable, prefer/],
  ];
  for (const [text, message] of faults) {
    it(`refuses ${text.slice(0, 60)}`, () => {
      assert.throws(
        () => parse(text),
        (error: ThothError) => {
          assert.equal(error.code, 'INVALID_ARGUMENT');
          assert.match(error.message, message);
          assert.ok(!/pa55word|55555555/.test(`${error.stack}${String(error.cause)}`));
          return true;
        },
      );
    });
  }

  const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
  const anyPort = fc.integer({ min: 1, max: 65_535 });
  const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });

  it('gives back any user, password and database that were encoded', () => {
    fc.assert(
      fc.property(anyName, anyName, anyName, anyPort, (userName, password, dbName, dbPort) => {
        const [user, secret, database] = [userName, password, dbName].map(encodeURIComponent);
        assert.deepEqual(parse(`mysql://${user}:${secret}@db.example.org:${dbPort}/${database}`), {
          ...mysql,
          ...{ dbHost: 'db.example.org', dbPort, dbName, userName, password },
        });
      }),
    );
  });

  it('gives back a password as it was pasted', () => {
    const pasted = fc.string({ unit: fc.constantFrom(...'aZ9@/:#!&=$%+ ,;[]()'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pasted, (password) => {
        fc.pre(!/%[\da-f]{2}/i.test(password));
        const text = `postgres://user:${password}@host:5433/db?sslmode=prefer`;
        assert.deepEqual(parse(text), { ...full, dbPort: 5433, password, ssl: 'prefer' });
      }),
    );
  });

  it('throws only errors that explain what is wrong, for any text', () => {
    const pieces = fc.constantFrom('postgres://', 'mysql:', 'ssl=', ...'@:/?&=[]%#,');
    const texts = fc.oneof(
      anyText,
      fc.array(fc.oneof(pieces, anyText)).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof ThothError);
          assert.equal(error.code, 'INVALID_ARGUMENT');
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never shows the password when it is refused', () => {
    const secret = 'Zq7-secret';
    const ruin = fc.constantFrom(':x', ':99999', ',b', '/a/b', '?sslmode=none', ' ', '?port=none', '[');
    const around = fc.string({ unit: fc.constantFrom(...'a@/:#?&=%[],'), maxLength: 8 });
    const scheme = fc.constantFrom('postgres', 'mysql', 'oracle');
    fc.assert(
      fc.property(scheme, around, around, ruin, (name, before, after, ruined) => {
        const text = `${name}://user:${before}${secret}${after}@host${ruined}`;
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof ThothError);
          assert.ok(!`${error.stack}${String(error.cause)}`.includes(secret));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read quickly, even if it is hostile', () => {
    for (const piece of ['@', '?', '?a', '&a=', ':', '/', '%', '[', '"', '@?a=']) {
      const start = process.hrtime.bigint();
      try {
        parse(`postgres://${piece.repeat(4_000 / piece.length)}`);
      } catch (error) {
        assert.ok(error instanceof ThothError);
      }
      assert.ok(process.hrtime.bigint() - start < 1_000_000_000n, piece);
    }
  });
});
