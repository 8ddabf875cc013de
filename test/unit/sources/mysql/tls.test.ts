import * as assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryTrust } from '../../../../src/base/servers/encryption';
import type { SourceSettings } from '../../../../src/sources/source';
import { makeAuthority, makeCertificate } from '../../support/certificates';
import { describeWithOwnMariadb, OwnMariadb } from '../../support/ownMariadb';
import { errorOf, execute, neverAborted, untilRunning, withSource } from './support';

const limits = { rows: 1, characters: 100 };

describeWithOwnMariadb('an encrypted connection to a MariaDB source', function () {
  this.timeout(60_000);
  let server: OwnMariadb;
  const file = (name: string): string => join(server.folder, name);

  before(async () => {
    server = await OwnMariadb.create();
    const authority = makeAuthority(server.folder, 'authority');
    makeAuthority(server.folder, 'stranger');
    makeCertificate(server.folder, 'byName', 'DNS:localhost', authority);
    makeCertificate(server.folder, 'byNumber', 'IP:127.0.0.1', authority);
    await start('byName');
    await execute(
      [
        'CREATE DATABASE d',
        'USE d',
        'CREATE TABLE t (id int)',
        `CREATE FUNCTION cipher() RETURNS text READS SQL DATA
           RETURN (SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher')`,
        'CREATE VIEW encryption AS SELECT cipher() AS cipher',
        'CREATE VIEW slow AS SELECT SLEEP(60) AS nap',
        "CREATE USER ordinary@'%' IDENTIFIED BY 'Planted-ordinary'",
        "GRANT SELECT ON d.* TO ordinary@'%'",
        "CREATE USER careful@'%' IDENTIFIED BY 'Planted-careful' REQUIRE SSL",
        "GRANT SELECT ON d.* TO careful@'%'",
      ],
      undefined,
      server,
    );
  });
  after(() => server.remove());

  /** Starts the server with one of its certificates; without any, it cannot encrypt. */
  async function start(certificate: string | null, ...options: readonly string[]): Promise<void> {
    await server.stop();
    const tls = certificate
      ? [`--ssl-cert=${file(`${certificate}.pem`)}`, `--ssl-key=${file(`${certificate}.key`)}`]
      : ['--skip-ssl'];
    await server.start(...tls, ...options);
  }

  function settings(more: Partial<SourceSettings> = {}): SourceSettings {
    const login = { userName: 'ordinary', password: 'Planted-ordinary' };
    return { dbType: 'mariadb', dbName: 'd', dbHost: 'localhost', dbPort: server.port, ...login, ...more };
  }

  async function isEncrypted(more: Partial<SourceSettings>): Promise<boolean> {
    const [row] = await withSource(settings(more), (source) =>
      source.readRows('encryption', ['cipher'], limits, neverAborted),
    );
    return row?.[0] !== '';
  }

  const careful = { userName: 'careful', password: 'Planted-careful' };

  describe('where the server can', () => {
    it('is made unless it is disabled', async () => {
      assert.equal(await isEncrypted({}), true);
      assert.equal(await isEncrypted({ ssl: 'prefer' }), true);
      assert.equal(await isEncrypted({ ssl: 'require' }), true);
      assert.equal(await isEncrypted({ ssl: 'verify-full', sslCaFile: file('authority.pem') }), true);
      assert.equal(await isEncrypted({ ssl: 'disable' }), false);
    });

    it('is refused when the certificate is not signed by an authority that is trusted', async () => {
      for (const more of [{}, { sslCaFile: file('stranger.pem') }]) {
        const error = await errorOf(settings({ ssl: 'verify-full', ...more }));
        assert.equal(error.code, 'SOURCE_TLS_REFUSED');
        assert.match(error.message, /could not be trusted .*: .*certificate.*\. Check the host name/);
      }
    });

    it('is refused when the certificate is for another name', async () => {
      const checked = { ssl: 'verify-full', sslCaFile: file('authority.pem') } as const;
      const error = await errorOf(settings({ ...checked, dbHost: '127.0.0.1' }));
      assert.equal(error.code, 'SOURCE_TLS_REFUSED');
      assert.match(error.message, /could not be trusted .*: .*127\.0\.0\.1/);
    });

    it('is refused when the file of authorities is missing, or holds none', async () => {
      await writeFile(file('text.pem'), 'hello');
      const certificate = await readFile(file('authority.pem'), 'utf8');
      await writeFile(file('damaged.pem'), certificate.replace(/\n.{20}/, '\n!!!!'));
      for (const name of ['missing.pem', 'text.pem', 'damaged.pem']) {
        const error = await errorOf(settings({ ssl: 'verify-full', sslCaFile: file(name) }));
        assert.equal(error.code, 'SOURCE_TLS_REFUSED');
        assert.ok(error.message.includes(`"${file(name)}" cannot be used: `), error.message);
      }
    });

    it('is required by the error when the user may not log in without it', async () => {
      assert.equal(await isEncrypted(careful), true);
      const error = await errorOf(settings({ ...careful, ssl: 'disable' }));
      assert.equal(error.code, 'SOURCE_TLS_REQUIRED');
      assert.match(error.message, /wants an encrypted connection: .*Set the encryption \(SSL\)/);
      const wrong = await errorOf(settings({ ...careful, password: 'Planted-wrong', ssl: 'disable' }));
      assert.equal(wrong.code, 'SOURCE_LOGIN_REFUSED');
    });

    it('can be ended in the middle of a query, by another one like it', () =>
      withSource(settings(careful), async (source) => {
        const cancelling = new AbortController();
        const reading = source.readRows('slow', ['nap'], limits, cancelling.signal);
        await untilRunning('%slow%', true, server);
        cancelling.abort();
        await assert.rejects(reading, { code: 'CANCELLED' });
        await untilRunning('%slow%', false, server);
        assert.equal((await source.listTables(neverAborted)).length, 3);
      }));
  });

  describe('where the server requires it', () => {
    before(() => start('byName', '--require-secure-transport=ON'));

    it('is required by the error when it was disabled', async () => {
      const error = await errorOf(settings({ ssl: 'disable' }));
      assert.equal(error.code, 'SOURCE_TLS_REQUIRED');
      assert.equal(await isEncrypted({}), true);
    });
  });

  describe('where the certificate is for the number of the host', () => {
    before(() => start('byNumber'));

    it('is made when the host was named by its number, and refused by another name', async () => {
      const checked = { ssl: 'verify-full', sslCaFile: file('authority.pem') } as const;
      assert.equal(await isEncrypted({ ...checked, dbHost: '127.0.0.1' }), true);
      assert.equal((await errorOf(settings(checked))).code, 'SOURCE_TLS_REFUSED');
    });
  });

  describe('where the server cannot', () => {
    before(() => start(null, '--performance-schema=ON'));

    it('says which program it is', () =>
      withSource(settings(), async () => {
        const sql = "SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs WHERE ATTR_NAME = 'program_name'";
        assert.deepEqual(await execute([sql], undefined, server), [[['Thoth']]]);
      }));

    it('is not made, and an error if it is required', async () => {
      for (const ssl of ['disable', 'prefer'] as const) assert.equal(await isEncrypted({ ssl }), false);
      for (const ssl of ['require', 'verify-full'] as const) {
        const error = await errorOf(settings({ ssl }));
        assert.equal(error.code, 'SOURCE_TLS_REFUSED');
        assert.match(error.message, /does not offer an encrypted connection/);
      }
    });

    it('is refused if an encrypted one was made before, unless encryption is disabled', async () => {
      const trust = temporaryTrust();
      await start('byName');
      assert.equal(await isEncrypted({ trust }), true);
      await start(null, '--performance-schema=ON');
      assert.equal((await errorOf(settings({ trust }))).code, 'SOURCE_TLS_GONE');
      assert.equal(await isEncrypted({ trust, ssl: 'disable' }), false);
    });

    it('is an error for a user who may not log in without it', async () => {
      assert.equal((await errorOf(settings(careful))).code, 'SOURCE_LOGIN_REFUSED');
    });
  });
});
