import * as assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { ErrorCode } from '../../../../src/base/errors';
import { temporaryTrust } from '../../../../src/base/servers/encryption';
import { connect } from '../../../../src/sources/postgres/connect';
import { destinationOf } from '../../../../src/sources/postgres/destination';
import { usualLimits } from '../../../../src/sources/postgres/engine';
import type { SourceSettings } from '../../../../src/sources/source';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { describeWithOwnPostgres, useOwnServer } from './ownServer';
import { failsToOpen, neverAborted, settingsOf } from './support';

const password = 'only over TLS';

const rules = `
  hostssl   all  tls_user     127.0.0.1/32  scram-sha-256
  hostssl   all  tls_trusted  127.0.0.1/32  trust
  hostnossl all  plain_user   127.0.0.1/32  trust
  host      all  tls_user,tls_trusted,plain_user  127.0.0.1/32  reject
`;

describeWithOwnPostgres('the connection of a PostgreSQL source', () => {
  const server = useOwnServer(rules);
  const folder = useTemporaryFolder();

  before(() =>
    server.run(`
      CREATE ROLE tls_user LOGIN PASSWORD '${password}';
      CREATE ROLE tls_trusted LOGIN;
      CREATE ROLE plain_user LOGIN;`),
  );

  /** Whether the connection is encrypted, as the server sees it. */
  async function isEncrypted(overrides: Partial<SourceSettings>): Promise<boolean> {
    const destination = destinationOf(settingsOf('postgres', overrides, server), usualLimits);
    const connection = await connect(destination, neverAborted);
    try {
      const [row] = await connection.query({ sql: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' });
      return row?.[0] === 't';
    } finally {
      await connection.close();
    }
  }

  function fails(overrides: Partial<SourceSettings>, code: ErrorCode, message: RegExp): Promise<Error> {
    return failsToOpen(settingsOf('postgres', overrides, server), code, message);
  }

  it('is encrypted if the server supports it, unless it is disabled', async () => {
    assert.equal(await isEncrypted({}), true);
    assert.equal(await isEncrypted({ ssl: 'prefer' }), true);
    assert.equal(await isEncrypted({ ssl: 'require' }), true);
    assert.equal(await isEncrypted({ ssl: 'disable' }), false);
    assert.equal(await isEncrypted({ userName: 'tls_user', password }), true);
  });

  it("checks the server's identity, by the authority and by the name of the host", async () => {
    const trusted: Partial<SourceSettings> = { ssl: 'verify-full', sslCaFile: server.certificate };
    assert.equal(await isEncrypted({ ...trusted, dbHost: 'localhost' }), true);
    const unknown: Partial<SourceSettings> = { ssl: 'verify-full', dbHost: 'localhost' };
    await fails(unknown, 'SOURCE_TLS_REFUSED', /was refused: self-signed certificate.*Choose the file/);
    await fails(trusted, 'SOURCE_TLS_REFUSED', /was refused: .*127\.0\.0\.1.*name the host as the certificate does/);
  });

  it('refuses a file of authorities that is not there or holds none', async () => {
    const settings: Partial<SourceSettings> = { ssl: 'verify-full', dbHost: 'localhost' };
    const missing = folder.file('lost.pem');
    const message = /^The certificates in ".*lost\.pem" cannot be read: ENOENT/;
    await fails({ ...settings, sslCaFile: missing }, 'SOURCE_TLS_REFUSED', message);
    await writeFile(folder.file('empty.pem'), 'nothing');
    await fails({ ...settings, sslCaFile: folder.file('empty.pem') }, 'SOURCE_TLS_REFUSED', /was refused/);
  });

  it('checks the name of the host that was given, however it is reached', async () => {
    const reach = async (host: string): Promise<void> => {
      const settings = settingsOf('postgres', { ssl: 'verify-full', sslCaFile: server.certificate }, server);
      const destination = destinationOf(settings, usualLimits);
      const named = { ...destination, server: { ...destination.server, host } };
      const connection = await connect(named, neverAborted);
      await connection.close();
    };
    await reach('localhost');
    await assert.rejects(reach('db.example.com'), { code: 'SOURCE_TLS_REFUSED', message: /db\.example\.com/ });
    await assert.rejects(reach('10.1.2.3'), { code: 'SOURCE_TLS_REFUSED', message: /10\.1\.2\.3/ });
  });

  it('is required by the error if the server lets nobody in without it', async () => {
    const message = /^The server ".*" lets the user "tls_.*" in over an encrypted connection only\. Use "require"/;
    await fails({ userName: 'tls_user', password, ssl: 'disable' }, 'SOURCE_TLS_REQUIRED', message);
    await fails({ userName: 'tls_trusted', ssl: 'disable' }, 'SOURCE_TLS_REQUIRED', message);
  });

  it('is refused where the server lets the user in without encryption only', () =>
    fails({ userName: 'plain_user' }, 'SOURCE_LOGIN_REFUSED', /refused the user "plain_user"/));

  describe('to a server that has no encryption', () => {
    before(() => server.start('off'));
    after(() => server.start('on'));

    it('is unencrypted, unless encryption is required', async () => {
      assert.equal(await isEncrypted({}), false);
      assert.equal(await isEncrypted({ ssl: 'disable' }), false);
      for (const ssl of ['require', 'verify-full'] as const) {
        await fails({ ssl }, 'SOURCE_TLS_REFUSED', new RegExp(`has no encryption, and "${ssl}" asks for it`));
      }
      const user: Partial<SourceSettings> = { userName: 'tls_user', password, ssl: 'disable' };
      await fails(user, 'SOURCE_LOGIN_REFUSED', /refused the user "tls_user"/);
    });

    it('is refused if an encrypted one was made before, unless encryption is disabled', async () => {
      const trust = temporaryTrust();
      server.start('on');
      assert.equal(await isEncrypted({ trust }), true);
      server.start('off');
      await fails({ trust }, 'SOURCE_TLS_GONE', /had encryption \(TLS\) before and now claims to have none/);
      assert.equal(await isEncrypted({ trust, ssl: 'disable' }), false);
    });
  });
});
