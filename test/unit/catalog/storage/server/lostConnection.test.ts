import assert from 'node:assert/strict';
import { hasCode } from '../../../../../src/base/errors';
import type { Catalog } from '../../../../../src/catalog/catalog';
import { serverEngine } from '../../../../../src/catalog/storage/server/serverEngine';
import { openServer } from '../../../../../src/catalog/storage/server/openServer';
import { destroyWhenSilent } from '../../../../../src/catalog/storage/server/openServer';
import { parseServerUrl } from '../../../../../src/catalog/storage/server/serverUrl';
import { Writer } from '../../../../../src/catalog/storage/writer';
import { openProjectDatabase } from '../../../../../src/catalog/projectDatabase';
import { LogWriter } from '../../../../../src/logging/logWriter';
import { CollectingLogger } from '../../../support/collectingLogger';
import { CuttableProxy } from '../../../support/cuttableProxy';
import { ManualClock } from '../../../support/manualClock';
import { forEachServer, Workbench } from '../../engines';
import { aClaim, aSqlDb, aTable, claimElements, noon, noonClock } from '../../support';

forEachServer('a lost connection', (engine) => {
  let bench: Workbench;
  let proxy: CuttableProxy;
  let url: string;
  let password: string;
  let catalog: Catalog;
  beforeEach(async () => {
    bench = new Workbench(engine);
    await bench.open();
    assert.ok('url' in bench.location);
    const target = new URL(bench.location.url);
    proxy = await CuttableProxy.start({ host: target.hostname, port: Number(target.port) });
    target.port = String(proxy.port);
    url = target.href;
    password = bench.location.password ?? '';
    catalog = await openProjectDatabase({ url, password }, noonClock);
  });
  afterEach(async () => {
    await catalog.close();
    await proxy.close();
    await bench.dispose();
  });

  /** Retries once. The next statement may notice the loss and fail, and then the one after it succeeds. */
  async function again<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      assert.ok(hasCode(error, 'PROJECT_DATABASE_UNREADABLE'), String(error));
      return attempt();
    }
  }

  it('is made again by the next statement, to read and to write; what was saved stays', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    for (let round = 0; round < 3; round += 1) {
      proxy.cut();
      assert.equal((await again(() => catalog.sqlDbs.list())).length, 1);
      proxy.cut();
      await again(() => catalog.elements.syncTables(id, 'elements', [aTable('a')]));
    }
    assert.equal((await catalog.elements.listTables(id)).length, 1);
    assert.ok(proxy.connections <= 4);
  });

  it('is reported with the place and what to do while the server is away, and ends when it is back', async () => {
    proxy.stop();
    for (let round = 0; round < 3; round += 1) {
      const attempts = [
        () => catalog.sqlDbs.list(),
        () => catalog.sqlDbs.add(aSqlDb()),
        () => catalog.runs.get('x'),
        () => catalog.elements.syncTables(1, 'elements', [aTable('a')]),
      ];
      for (const attempt of attempts) {
        await assert.rejects(
          attempt(),
          (error: Error) =>
            hasCode(error, 'PROJECT_DATABASE_UNREADABLE') &&
            error.message.includes(`:${proxy.port}/`) &&
            /was lost.*connected again/.test(error.message),
        );
      }
    }
    proxy.restart();
    assert.ok((await catalog.sqlDbs.add(aSqlDb())) > 0);
    assert.equal((await catalog.sqlDbs.list()).length, 1);
  });

  it('rolls back the interrupted transaction, and no other', async () => {
    const { writer: connection, reader } = await openServer(parseServerUrl(url), password);
    const writer = new Writer(connection);
    const add = (name: string) => `INSERT INTO workspace (name) VALUES ('${name}')`;
    try {
      const broken = writer.transaction(async (within) => {
        await within.change(add('before'));
        proxy.cut();
        await within.change(add('after'));
      });
      const next = writer.transaction((within) => within.change(add('next'))).catch((error: unknown) => error);
      await assert.rejects(broken, (error) => hasCode(error, 'PROJECT_DATABASE_UNREADABLE'));
      const outcome = await next;
      assert.ok(outcome === 1 || hasCode(outcome, 'PROJECT_DATABASE_UNREADABLE'), String(outcome));
      await writer.run((within) => within.change(add('last')));
      const names = (await bench.sql<{ name: string }>('SELECT name FROM workspace ORDER BY id')).map(
        ({ name }) => name,
      );
      assert.deepEqual(names, outcome === 1 ? ['next', 'last'] : ['last']);
    } finally {
      await reader.close();
      await writer.close();
    }
  });

  it('does not undo a commit when it happens between statements', async () => {
    const { writer: connection, reader } = await openServer(parseServerUrl(url), password);
    const writer = new Writer(connection);
    try {
      for (const name of ['a', 'b', 'c']) {
        await again(() =>
          writer.transaction((within) => within.change(`INSERT INTO workspace (name) VALUES ('${name}')`)),
        );
        proxy.cut();
      }
      assert.equal((await bench.sql('SELECT name FROM workspace')).length, 3);
    } finally {
      await reader.close();
      await writer.close();
    }
  });

  it('loses no line of a log: the writer of the log retries', async () => {
    const clock = new ManualClock();
    const fallback = new CollectingLogger();
    const id = await catalog.sqlDbs.add(aSqlDb());
    await catalog.runs.claim(aClaim(id, 'one'));
    const log = new LogWriter({ append: (chunk) => catalog.runs.appendLog('one', chunk) }, clock, fallback);
    const write = (line: string) => log.write({ time: noon, level: 'INFO', message: line }, line);
    write('a');
    await log.flush();
    proxy.stop();
    write('b');
    await log.flush();
    assert.match(fallback.records[0] ?? '', /kept in memory.*was lost/);
    await assert.rejects(catalog.runs.heartbeat('one', noon + 1), (error) =>
      hasCode(error, 'PROJECT_DATABASE_UNREADABLE'),
    );
    proxy.restart();
    write('c');
    await log.flush();
    assert.equal(log.rest, '');
    const text = (await catalog.runs.readLog('one', 0, 1_000)).map((chunk) => chunk.text).join('\n');
    assert.equal(text, 'a\nb\nc');
    assert.equal(await catalog.runs.heartbeat('one', noon + 1), 'alive');
  });

  it('is assumed when the server hangs', async () => {
    const { writer: connection, reader } = await openServer(parseServerUrl(url), password);
    const { connectionManager } = connection.sequelize;
    const held = await connectionManager.getConnection({ type: 'write' });
    destroyWhenSilent(parseServerUrl(url).kind.socketOf(held), 50);
    connectionManager.releaseConnection(held);
    proxy.freeze();
    await assert.rejects(connection.rows('SELECT 1'), (error) => hasCode(error, 'PROJECT_DATABASE_UNREADABLE'));
    assert.equal((await again(() => connection.rows('SELECT 1 AS one'))).length, 1);
    await reader.close();
    await connection.close();
  });

  it('is ended by closing, even when the server hangs', async () => {
    await catalog.sqlDbs.list();
    proxy.freeze();
    await catalog.close();
    await assert.rejects(catalog.sqlDbs.list());
  });

  it('is distinguished from errors of the database', () => {
    const { isBusy, isOfRows } = serverEngine(parseServerUrl(url));
    const withCode = (code: string): Error =>
      Object.assign(new Error(code), { parent: Object.assign(new Error(), { code }) });
    assert.ok(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'].some((code) => isBusy(withCode(code))));
    assert.ok(['23505', 'ER_DUP_ENTRY'].some((code) => isOfRows(withCode(code))));
    assert.equal(isBusy(withCode('ECONNRESET')) || isOfRows(withCode('ECONNRESET')), false);
  });
});
