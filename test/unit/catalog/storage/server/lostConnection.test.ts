import assert from 'node:assert/strict';
import { hasCode } from '../../../../../src/base/errors';
import type { Catalog } from '../../../../../src/catalog/catalog';
import type { Connection } from '../../../../../src/catalog/storage/connection';
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

/** Long enough to connect to a server that is there, and short for tests of one that is not. */
const reconnectMilliseconds = 100;

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
    catalog = await openProjectDatabase({ url, password, reconnectMilliseconds }, noonClock);
  });
  afterEach(async () => {
    await catalog.close();
    await proxy.close();
    await bench.dispose();
  });

  const isLost = (error: unknown): boolean => hasCode(error, 'PROJECT_DATABASE_UNREADABLE');

  /** A writer with the connections of one window. */
  async function withWriter(use: (writer: Writer) => Promise<void>): Promise<void> {
    const { writer: connection, reader } = await openServer(parseServerUrl(url), password);
    const writer = new Writer(connection);
    try {
      await use(writer);
    } finally {
      await reader.close();
      await writer.close();
    }
  }

  it('is made again by the next statement, to read and to write; what was saved stays', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    for (let round = 0; round < 3; round += 1) {
      proxy.cut();
      assert.equal((await catalog.sqlDbs.list()).length, 1);
      proxy.cut();
      await catalog.elements.syncTables(id, 'elements', [aTable('a')]);
      proxy.cut();
      assert.equal(await catalog.runs.heartbeat('elements', noon + round), 'alive');
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

  it('in a transaction lets it run again from its start, and disturbs no other', () =>
    withWriter(async (writer) => {
      const add = (name: string) => `INSERT INTO workspace (name) VALUES ('${name}')`;
      let attempts = 0;
      const broken = writer.transaction(async (within) => {
        attempts += 1;
        await within.change(add('before'));
        if (attempts === 1) proxy.cut();
        return within.change(add('after'));
      });
      const next = writer.transaction((within) => within.change(add('next')));
      assert.deepEqual([await broken, await next], [1, 1]);
      assert.equal(attempts, 2);
      const names = await bench.sql<{ name: string }>('SELECT name FROM workspace ORDER BY id');
      assert.deepEqual(
        names.map(({ name }) => name),
        ['before', 'after', 'next'],
      );
    }));

  for (const isCommitted of [true, false]) {
    describe(`at the end of a transaction that the server ${isCommitted ? 'has' : 'has not'} committed`, () => {
      /** Counts up from 0, and loses the connection at the first commit. @returns the count after it */
      const count = (writer: Writer, isIdempotent: boolean): Promise<string> => {
        const { engine } = writer.connection;
        let isFirst = true;
        const begin: typeof engine.begin = async (connection) => {
          const transaction = await engine.begin(connection);
          return {
            ...transaction,
            async commit() {
              if (isFirst && isCommitted) await transaction.commit();
              if (isFirst) proxy.cut();
              if (isFirst && !isCommitted) await transaction.rollback(new Error('Connection terminated'));
              const [wasFirst] = [isFirst, (isFirst = false)];
              if (wasFirst) throw Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });
              await transaction.commit();
            },
          };
        };
        const cutting = new Writer(
          Object.assign(Object.create(writer.connection) as Connection, { engine: { ...engine, begin } }),
        );
        return cutting.transaction(
          async (within) => {
            await within.change("UPDATE workspace SET name = name || '+'");
            const [row] = await within.rows<{ name: string }>('SELECT name FROM workspace');
            return row?.name ?? '';
          },
          { isIdempotent },
        );
      };
      beforeEach(() => bench.sql("INSERT INTO workspace (name) VALUES ('0')"));

      it('runs it again if that does no harm, with the result of the first time', () =>
        withWriter(async (writer) => assert.equal(await count(writer, true), '0+')));

      it('gives the error otherwise, and does nothing twice', () =>
        withWriter(async (writer) => {
          await assert.rejects(count(writer, false), { code: 'ECONNRESET' });
          assert.deepEqual(await bench.sql('SELECT name FROM workspace'), [{ name: isCommitted ? '0+' : '0' }]);
        }));
    });
  }

  it('at the end of a claim claims it for the same run, at the end of an edit keeps the edit', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    const claim = aClaim(id, 'elements');
    assert.deepEqual(await catalog.runs.claim(claim), { claimed: true });
    assert.deepEqual(await catalog.runs.claim(claim), { claimed: true }, 'as a repeat would do it');
    assert.equal((await catalog.runs.claim({ ...claim, taskId: 'other' })).claimed, false);
    await catalog.elements.syncTables(id, 'elements', [aTable('a')]);
    const [table] = await catalog.elements.listTables(id);
    const edit = { description: 'net', person: 'Ada', was: '' };
    for (let time = 0; time < 2; time += 1)
      await catalog.comments.setDescription({ type: 'table', id: table?.id ?? 0 }, edit);
  });

  it('does not undo a commit when it happens between statements', () =>
    withWriter(async (writer) => {
      for (const name of ['a', 'b', 'c']) {
        await writer.transaction((within) => within.change(`INSERT INTO workspace (name) VALUES ('${name}')`));
        proxy.cut();
      }
      assert.equal((await bench.sql('SELECT name FROM workspace')).length, 3);
    }));

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
    await assert.rejects(catalog.runs.heartbeat('one', noon + 1), isLost);
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
    await assert.rejects(connection.rows('SELECT 1'), isLost);
    assert.equal((await connection.rows('SELECT 1 AS one')).length, 1);
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
    const { isBusy, isLost: isLostConnection, isOfRows } = serverEngine(parseServerUrl(url), reconnectMilliseconds);
    const withCode = (code: string): Error =>
      Object.assign(new Error(code), { parent: Object.assign(new Error(), { code }) });
    assert.ok(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'].some((code) => isBusy(withCode(code))));
    assert.ok(['23505', 'ER_DUP_ENTRY'].some((code) => isOfRows(withCode(code))));
    assert.equal(isBusy(withCode('ECONNRESET')) || isOfRows(withCode('ECONNRESET')), false);
    assert.ok(isLostConnection(withCode('ECONNRESET')));
    assert.equal(isLostConnection(withCode('ANSWER_TOO_LONG')), false, 'another connection would be no better');
  });
});
