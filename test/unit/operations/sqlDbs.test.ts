import assert from 'node:assert/strict';
import { FileRegisteredError } from '../../../src/operations/sqlDbs';
import { useOperations } from './support';

describe('SqlDbs', () => {
  const test = useOperations();

  it('registers a file once, under a name that is free', async () => {
    const { sqlDbs } = test.operations;
    const one = await sqlDbs.addFile(await test.writeSource('shop.sqlite'));
    assert.equal(await sqlDbs.addFile(test.file('shop.sqlite')), one);
    const other = await sqlDbs.addFile(await test.writeSource('other.sqlite'), 'shop');
    const list = await (await test.operations.project.get()).sqlDbs.list();
    assert.deepEqual(
      list.map(({ id, name }) => [id, name]),
      [
        [one, 'shop'],
        [other, 'shop (2)'],
      ],
    );
  });

  it('refuses a registered file, and says under which name', async () => {
    const { sqlDbs } = test.operations;
    const dbName = await test.writeSource('shop.sqlite');
    await sqlDbs.addFile(dbName);
    await assert.rejects(sqlDbs.add({ name: 'again', dbType: 'sqlite', dbName }), (error) => {
      assert.ok(error instanceof FileRegisteredError);
      assert.equal(error.code, 'ALREADY_EXISTS');
      assert.match(error.message, /is registered already, as "shop"/);
      return true;
    });
  });

  it('refuses a relative path, and an unknown engine', async () => {
    const { sqlDbs } = test.operations;
    const relative = { name: 'shop', dbType: 'sqlite', dbName: 'shop.sqlite' };
    await assert.rejects(sqlDbs.add(relative), { code: 'INVALID_ARGUMENT' });
    await assert.rejects(sqlDbs.add({ ...relative, dbType: 'oracle' }), { code: 'SOURCE_UNSUPPORTED' });
  });

  it('stores nothing of a database that it cannot connect to, and shows its password nowhere', async () => {
    const { operations, ports } = test;
    const dbName = test.file('missing.sqlite');
    await assert.rejects(operations.sqlDbs.add({ name: 'shop', dbType: 'sqlite', dbName, password: 'hunter22' }));
    assert.deepEqual(await (await operations.project.get()).sqlDbs.list(), []);
    assert.equal(ports.secrets.stored.size, 0);
    assert.equal(operations.redact('it was hunter22'), 'it was •••');
  });

  it('stores the secrets of a connection apart from the connection', async () => {
    const { operations } = test;
    const ssh = { host: 'gate', userName: 'ada', authentication: 'password', secret: 'gate-secret' } as const;
    const dbName = await test.writeSource('shop.sqlite');
    const id = await operations.sqlDbs.add({
      name: 'shop',
      dbType: 'sqlite',
      dbName,
      ssl: true,
      password: 'hunter22',
      ssh,
    });
    const stored = await (await operations.project.get()).sqlDbs.get(id);
    assert.equal(JSON.stringify(stored).includes('secret'), false);
    assert.deepEqual([stored.ssl, stored.ssh?.host], ['require', 'gate']);
    assert.deepEqual(await operations.passwords.get(id), { password: 'hunter22', sshSecret: 'gate-secret' });
  });

  it('remembers on this machine whose views may be sampled, for one server and user', async () => {
    const { operations, ports } = test;
    const dbName = await test.writeSource('shop.sqlite');
    const id = await operations.sqlDbs.add({ name: 'shop', dbType: 'sqlite', dbName, sampleViews: true });
    const sqlDb = await (await operations.project.get()).sqlDbs.get(id);
    assert.equal('sampleViews' in sqlDb, false);
    assert.equal(operations.sqlDbs.hasConsent(sqlDb, 'sampleViews'), true);
    const ssh = { host: 'gate', userName: 'ada', authentication: 'agent' };
    for (const other of [{ dbHost: 'h' }, { dbPort: 1 }, { dbName: 'd' }, { schema: 's' }, { userName: 'u' }, { ssh }])
      assert.equal(operations.sqlDbs.hasConsent({ ...sqlDb, ...other }, 'sampleViews'), false, JSON.stringify(other));

    await operations.sqlDbs.setConsent(id, 'sampleViews', false);
    assert.equal(operations.sqlDbs.hasConsent(sqlDb, 'sampleViews'), false);
    await operations.sqlDbs.setConsent(id, 'sampleViews', true);
    const { sqlDbs } = await operations.project.get();
    const again = await sqlDbs.add({ name: 'shop again', dbType: 'sqlite', dbName });
    await operations.sqlDbs.remove(again);
    assert.equal(operations.sqlDbs.hasConsent(sqlDb, 'sampleViews'), true, 'the other registration keeps it');
    await operations.sqlDbs.remove(id);
    assert.equal(ports.targetFacts.all.size, 0);
    await assert.rejects(operations.sqlDbs.setConsent(id, 'sampleViews', true), { code: 'NOT_FOUND' });
  });

  it('moves databases into a workspace and out of it, and says that rows have changed', async () => {
    const { operations } = test;
    let changes = 0;
    operations.rowsChanged.event(() => changes++);
    const id = await operations.sqlDbs.addFile(await test.writeSource('shop.sqlite'));
    const workspaceId = await operations.workspaces.add('Shops');
    await operations.workspaces.rename(workspaceId, 'Stores');
    const { sqlDbs, workspaces } = await operations.project.get();
    await operations.sqlDbs.assign([id], workspaceId);
    assert.equal((await sqlDbs.get(id)).workspaceId, workspaceId);
    await operations.sqlDbs.assign([id], null);
    assert.equal((await sqlDbs.get(id)).workspaceId, undefined);
    await operations.workspaces.remove(workspaceId);
    assert.deepEqual(await workspaces.list(), []);
    assert.equal(changes, 6);
  });
});
