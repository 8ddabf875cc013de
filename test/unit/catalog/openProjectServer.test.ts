import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hasCode, type ErrorCode } from '../../../src/base/errors';
import { temporaryTrust } from '../../../src/base/servers/encryption';
import { migrations } from '../../../src/catalog/migrations';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { makeAuthority, makeCertificate, type Certificate } from '../support/certificates';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { TlsProxy } from '../support/tlsProxy';
import { forEachServer, type TestPlace } from './engines';
import { aSqlDb, noonClock } from './support';

forEachServer('opening a project database on a server', (engine) => {
  const folder = useTemporaryFolder();
  const closing: { close(): Promise<void> }[] = [];
  let place: TestPlace;
  let url: URL;
  let plainUrl: string;
  let password: string;
  beforeEach(async () => {
    place = engine.createPlace();
    await place.prepare();
    assert.ok('url' in place.location);
    plainUrl = place.location.url;
    url = new URL(place.location.url);
    password = place.location.password ?? '';
  });
  afterEach(async () => {
    for (const one of closing.splice(0)) await one.close();
    await place.remove();
  });

  async function open(at = url.href, secret = password): ReturnType<typeof openProjectDatabase> {
    const catalog = await openProjectDatabase({ url: at, password: secret }, noonClock);
    closing.push(catalog);
    return catalog;
  }

  const tables = async (): Promise<string[]> =>
    (await place.sql<{ name: string }>(engine.dialect.tableNames, [])).map(({ name }) => name).sort();

  async function refuses(code: ErrorCode, message: RegExp, at = url.href, secret = password): Promise<void> {
    const { protocol, username, host, pathname } = new URL(at);
    await assert.rejects(
      open(at, secret),
      (error: Error) =>
        hasCode(error, code) &&
        message.test(error.message) &&
        error.message.includes(`${protocol}//${username}@${host}${pathname}`) &&
        (secret === '' || !error.message.includes(secret)),
    );
  }

  /** Creates a user with this password and the rights of these statements, while `work` runs. */
  async function withUser(
    secret: string,
    rights: (name: string) => string,
    work: (at: string) => Promise<void>,
  ): Promise<void> {
    const name = `thoth_test_${randomBytes(4).toString('hex')}`;
    const isPostgres = url.protocol === 'postgres:';
    await place.sql(
      isPostgres ? `CREATE ROLE ${name} LOGIN PASSWORD '${secret}'` : `CREATE USER ${name} IDENTIFIED BY '${secret}'`,
      [],
    );
    try {
      await place.sql(rights(name), []);
      const at = new URL(url.href);
      at.username = name;
      await work(at.href);
    } finally {
      if (isPostgres) await place.sql(`DROP OWNED BY ${name}`, []);
      await place.sql(isPostgres ? `DROP ROLE ${name}` : `DROP USER ${name}`, []);
    }
  }
  const schemaOf = (): string => url.searchParams.get('schema') ?? url.pathname.slice(1);

  it('makes the tables, and keeps what is there when it is opened again', async () => {
    const first = await open();
    const id = await first.sqlDbs.add(aSqlDb());
    await first.close();
    assert.equal((await (await open()).sqlDbs.get(id)).name, 'shop');
    assert.deepEqual(
      await place.sql('SELECT name FROM schema_migration', []),
      migrations.map(({ name }) => ({ name })),
    );
  });

  it('may be done by eight processes at once when it is new', async () => {
    const catalogs = await Promise.all(Array.from({ length: 8 }, () => open()));
    const id = await catalogs[0]?.sqlDbs.add(aSqlDb());
    for (const catalog of catalogs)
      assert.deepEqual(
        (await catalog.sqlDbs.list()).map((sqlDb) => sqlDb.id),
        [id],
      );
    assert.equal((await place.sql('SELECT name FROM schema_migration', [])).length, migrations.length);
  });

  it('leaves the tables of other programs alone', async () => {
    await place.sql('CREATE TABLE customer (id INT)', []);
    await open();
    assert.ok((await tables()).includes('customer'));
  });

  it("refuses a place where tables of these names are another program's", async () => {
    await place.sql('CREATE TABLE workspace (id INT)', []);
    await refuses('PROJECT_DATABASE_FOREIGN', /Choose another one/);
    assert.deepEqual(await tables(), ['workspace']);
    await place.sql('CREATE TABLE schema_migration (version INT, name INT)', []);
    await refuses('PROJECT_DATABASE_FOREIGN', /Choose another one/);
    assert.deepEqual(await tables(), ['schema_migration', 'workspace']);
  });

  it('refuses a project database of a newer version', async () => {
    await (await open()).close();
    await place.sql("INSERT INTO schema_migration VALUES ('900-far-future')", []);
    await refuses('PROJECT_DATABASE_NEWER', /900-far-future.*Update Thoth/);
  });

  it('continues where a process died that was creating the tables', async function () {
    this.timeout(60_000);
    for (const statements of [1, 4, 7]) {
      const dying = [join(__dirname, 'dyingMigration.ts'), JSON.stringify(place.location), String(statements)];
      const child = spawnSync(process.execPath, ['--import', 'tsx', ...dying]);
      assert.equal(child.signal, 'SIGKILL', child.stderr.toString());
    }
    const catalog = await open();
    assert.ok((await catalog.sqlDbs.add(aSqlDb())) > 0);
    assert.equal((await tables()).length, 8);
  });

  it('says that the host, the port or the database is not there', async () => {
    const unknown = new URL(url.href);
    unknown.hostname = 'no-such-host.invalid';
    await refuses('PROJECT_DATABASE_UNREADABLE', /no host "no-such-host\.invalid".*Correct the host/, unknown.href);
    const closed = new URL(url.href);
    closed.port = '1';
    await refuses('PROJECT_DATABASE_UNREADABLE', /nothing answers at .*, port 1\. Start the server/, closed.href);
    const missing = new URL(url.href);
    missing.pathname = '/no_such_database';
    await refuses('PROJECT_DATABASE_UNREADABLE', /Create the database "no_such_database"/, missing.href);
  });

  it('says that the login is refused, without the password', async () => {
    const stranger = new URL(url.href);
    stranger.username = 'no_such_user';
    await refuses(
      'PROJECT_DATABASE_LOGIN_REFUSED',
      /refused the login.*Correct the user/,
      stranger.href,
      's3cret-word',
    );
  });

  it('says that the user may not make tables there', async () => {
    const rights = (name: string): string =>
      url.protocol === 'postgres:'
        ? `GRANT USAGE ON SCHEMA ${schemaOf()} TO ${name}`
        : `GRANT SELECT ON ${schemaOf()}.* TO ${name}`;
    await withUser('s3cret-word', rights, (at) =>
      refuses('PROJECT_DATABASE_READ_ONLY', /cannot be written.*create and change tables/, at, 's3cret-word'),
    );
    assert.deepEqual(await tables(), []);
  });

  it('works for a user who owns only the place', async () => {
    const rights = (name: string): string =>
      url.protocol === 'postgres:'
        ? `GRANT ALL ON SCHEMA ${schemaOf()} TO ${name}`
        : `GRANT ALL ON ${schemaOf()}.* TO ${name}`;
    await withUser('s3cret-word', rights, async (at) => {
      const catalog = await open(at, 's3cret-word');
      assert.ok((await catalog.sqlDbs.add(aSqlDb())) > 0);
      await catalog.close();
    });
  });

  it('refuses calls after closing, and closes twice without harm', async () => {
    const catalog = await open();
    await catalog.close();
    await catalog.close();
    await assert.rejects(catalog.sqlDbs.list());
    await assert.rejects(catalog.sqlDbs.add(aSqlDb()));
  });

  it('refuses a URL with a password', async () => {
    await assert.rejects(open('postgres://a:s3cret@b/c'), (error) => hasCode(error, 'INVALID_ARGUMENT'));
  });

  describe('with encryption', () => {
    let proxy: TlsProxy;
    let authority: Certificate;
    beforeEach(async () => {
      const certificates = folder.file('.');
      authority = makeAuthority(certificates, 'authority');
      const server = makeCertificate(certificates, 'server', 'DNS:localhost', authority);
      const protocol = url.protocol === 'postgres:' ? 'postgres' : 'mysql';
      proxy = await TlsProxy.start({ host: url.hostname, port: Number(url.port) }, protocol, server);
      url.port = String(proxy.port);
      url.hostname = 'localhost';
    });
    afterEach(() => proxy.close());

    function at(mode: string, certificates?: string, host = 'localhost'): string {
      const changed = new URL(url.href);
      changed.hostname = host;
      changed.searchParams.set('sslmode', mode);
      if (certificates) changed.searchParams.set('sslrootcert', certificates);
      return changed.href;
    }

    it('is encrypted if preferred or required, and verified if requested', async () => {
      for (const place of [at('prefer'), at('require'), at('verify-full', authority.certificate)]) {
        const before = proxy.encrypted;
        await (await open(place)).close();
        assert.ok(proxy.encrypted > before, place);
      }
    });

    it('is remembered: a server that has none afterwards is refused', async () => {
      const trust = temporaryTrust();
      const openWith = (place: string): ReturnType<typeof openProjectDatabase> =>
        openProjectDatabase({ url: place, password, trust }, noonClock);
      await (await openWith(at('prefer'))).close();
      assert.equal(trust.hadTls, true);
      // the server itself, which has no TLS where the tests run it so
      const [answer] = await place.sql<{ ssl: string }>(
        url.protocol === 'postgres:' ? 'SHOW ssl' : 'SELECT @@have_ssl AS "ssl"',
        [],
      );
      const opening = openWith(plainUrl);
      if (/^(off|disabled|no)$/i.test(answer?.ssl ?? '')) {
        await assert.rejects(opening, (error) => hasCode(error, 'PROJECT_DATABASE_TLS_GONE'));
      } else await (await opening).close();
    });

    it('is refused where the server cannot prove its identity', async () => {
      const other = makeAuthority(folder.file('.'), 'other');
      const prove = /could not prove who it is.*sslrootcert/;
      await refuses('PROJECT_DATABASE_UNREADABLE', prove, at('verify-full'));
      await refuses('PROJECT_DATABASE_UNREADABLE', prove, at('verify-full', other.certificate));
      await assert.rejects(open(at('verify-full', authority.certificate, '127.0.0.1')), (error: Error) =>
        /could not prove who it is|must name its host/.test(error.message),
      );
    });

    it('says that the file with the certificates is not there', async () => {
      await assert.rejects(
        open(at('verify-full', '/no/such/file.pem')),
        (error: Error) =>
          hasCode(error, 'PROJECT_DATABASE_UNREADABLE') && /"\/no\/such\/file\.pem".*sslrootcert/.test(error.message),
      );
    });
  });

  it('is refused unencrypted where encryption is required, and not where it is preferred', async () => {
    await place.sql('SELECT 1', []);
    const required = new URL(url.href);
    required.searchParams.set('sslmode', 'require');
    const preferred = new URL(url.href);
    preferred.searchParams.set('sslmode', 'prefer');
    const off = url.protocol === 'postgres:' ? 'SHOW ssl' : 'SELECT @@have_ssl AS "ssl"';
    const [answer] = await place.sql<{ ssl: string }>(off, []);
    if (/^(off|disabled|no)$/i.test(answer?.ssl ?? '')) {
      await refuses('PROJECT_DATABASE_UNREADABLE', /no encrypted connections.*sslmode=disable/, required.href);
    } else {
      await open(required.href);
    }
    await open(preferred.href);
  });
});
