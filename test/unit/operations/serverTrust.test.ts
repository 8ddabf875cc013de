import assert from 'node:assert/strict';
import { hasCode } from '../../../src/base/errors';
import { targetsOf } from '../../../src/operations/targets';
import { makeAuthority, makeCertificate } from '../support/certificates';
import { elsewhere, farPassword as password, useFarPostgres } from '../support/elsewhere';
import { asksForPassword, postgresBehaviour } from '../support/rogue/postgres';
import { withRogue } from '../support/rogue/rogueServer';
import { describeWithPostgres, postgresServer } from '../support/servers';
import { TlsProxy } from '../support/tlsProxy';
import { useOperations } from './support';

describeWithPostgres('A database on another machine', () => {
  const test = useOperations();
  const far = useFarPostgres();
  const refused = { code: 'SOURCE_PLAIN_PASSWORD' };

  it('is not registered without encryption unless the password may go so, which is kept on this machine', async () => {
    const { sqlDbs, project } = test.operations;
    const { targetFacts } = test.ports;
    await assert.rejects(sqlDbs.add(far.given()), refused);
    await assert.rejects(sqlDbs.add({ ...far.given(), allowPlainPassword: false }), refused);
    assert.deepEqual([await (await project.get()).sqlDbs.list(), targetFacts.all.size], [[], 0]);

    const id = await sqlDbs.add({ ...far.given(), allowPlainPassword: true });
    const stored = await (await project.get()).sqlDbs.get(id);
    assert.equal('allowPlainPassword' in stored, false);
    assert.equal(targetFacts.holds('plainPassword', targetsOf(stored).database), true);
    await sqlDbs.testConnection(id);
    for (const other of [{ dbHost: 'h' }, { dbPort: 1 }, { dbName: 'd' }, { userName: 'u' }])
      assert.equal(sqlDbs.hasConsent({ ...stored, ...other }, 'plainPassword'), false, JSON.stringify(other));
  });

  it('is refused again once the consent is taken back, or the database was removed', async () => {
    const { sqlDbs, tasks } = test.operations;
    const id = await sqlDbs.add({ ...far.given(), allowPlainPassword: true });
    await sqlDbs.setConsent(id, 'plainPassword', false);
    await assert.rejects(sqlDbs.testConnection(id), refused);
    const [result] = await tasks.run('dbElements', [{ type: 'sqlDb', id }]);
    assert.equal(result?.status, 'FAILED');
    assert.match(result.error ?? '', /was not sent.*Allow Password Without Encryption/);

    await sqlDbs.overrule(far.given(), 'plainPassword');
    await sqlDbs.testConnection(id);
    await sqlDbs.remove(id);
    assert.equal(test.ports.targetFacts.all.size, 0);
    await assert.rejects(sqlDbs.add(far.given()), refused);
  });
});

describeWithPostgres('The encryption of a server', () => {
  const test = useOperations();

  it('is remembered after a login over TLS', async () => {
    const folder = test.file('.');
    const certificate = makeCertificate(folder, 'server', 'DNS:localhost', makeAuthority(folder, 'authority'));
    const proxy = await TlsProxy.start(postgresServer, 'postgres', certificate);
    try {
      const { sqlDbs, project } = test.operations;
      const place = { dbType: 'postgres', dbName: 'postgres', dbHost: 'localhost', dbPort: proxy.port };
      const id = await sqlDbs.add({ ...place, name: 'near', userName: postgresServer.user, password, ssl: 'require' });
      const { server } = targetsOf(await (await project.get()).sqlDbs.get(id));
      assert.equal(test.ports.targetFacts.holds('hadTls', server), true);
      await sqlDbs.remove(id);
      assert.equal(test.ports.targetFacts.holds('hadTls', server), true, 'it is about the server');
    } finally {
      await proxy.close();
    }
  });
});

describe('A server that asks for a password in clear', () => {
  const test = useOperations();

  it('does not get it where it had TLS before, until the person confirms that', () =>
    withRogue(postgresBehaviour(asksForPassword), async (server) => {
      const { sqlDbs } = test.operations;
      const given = { name: 'x', dbType: 'postgres', dbName: 'd', dbHost: server.host, dbPort: server.port, password };
      await test.ports.targetFacts.set('hadTls', targetsOf(given).server, true);
      await assert.rejects(sqlDbs.add(given), { code: 'SOURCE_TLS_GONE' });
      assert.equal(server.hasReceived(password), false);
      await sqlDbs.overrule(given, 'tlsGone');
      await assert.rejects(sqlDbs.add(given), { code: 'SOURCE_LOGIN_REFUSED' });
      assert.equal(server.hasReceived(password), true);
    }));

  it('does not get that of a project database on another machine, until the person agrees', () =>
    withRogue(
      postgresBehaviour(asksForPassword),
      async (server) => {
        const { projectPlaces } = test.operations;
        const url = `postgres://u@${server.host}:${server.port}/d`;
        await projectPlaces.storePassword(url, password);
        await assert.rejects(projectPlaces.choose(url), { code: 'PROJECT_DATABASE_PLAIN_PASSWORD' });
        assert.equal(server.hasReceived(password), false);
        await projectPlaces.overrule(url, 'plainPassword');
        await assert.rejects(projectPlaces.choose(url), (error) => hasCode(error, 'PROJECT_DATABASE_LOGIN_REFUSED'));
        assert.equal(server.hasReceived(password), true);
      },
      elsewhere(),
    ));
});
