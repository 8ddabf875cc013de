import assert from 'node:assert/strict';
import { hasCode } from '../../../../../src/base/errors';
import type { Catalog } from '../../../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../../../src/catalog/projectDatabase';
import { describeWithPgbouncer, usePgbouncer, type PoolerSettings } from '../../../support/pgbouncer';
import { postgresServer, type TestServer } from '../../../support/servers';
import { runScript } from '../../../sources/postgres/support';
import { availableServers, type TestPlace } from '../../engines';
import { aSqlDb, noonClock } from '../../support';

/** The settings of the pooled session that its clients have made. */
const settings =
  "SELECT coalesce(json_object_agg(name, setting), '{}')::text FROM pg_settings WHERE source = 'session' " +
  "AND name NOT IN ('application_name', 'client_encoding')";

describeWithPgbouncer('a project database behind a pooler', () => {
  const pooled = (pool_mode: string, more: PoolerSettings = {}): TestServer => usePgbouncer({ pool_mode, ...more });
  const byTransaction = pooled('transaction', { default_pool_size: 3 });
  const inTurn = pooled('transaction', { default_pool_size: 3, server_round_robin: 1 });
  const byStatement = pooled('statement');
  const bySession = pooled('session');
  const full = pooled('session', { max_client_conn: 0 });
  let place: TestPlace;
  beforeEach(async () => {
    place = availableServers()
      .find(({ title }) => title === postgresServer.label)!
      .createPlace();
    await place.prepare();
  });
  afterEach(() => place.remove());

  function databaseName(): string {
    assert.ok('url' in place.location);
    return new URL(place.location.url).pathname.slice(1);
  }

  function open({ host, port }: TestServer): Promise<Catalog> {
    assert.ok('url' in place.location);
    const url = new URL(place.location.url);
    url.hostname = host;
    url.port = String(port);
    return openProjectDatabase({ ...place.location, url: url.href }, noonClock);
  }

  for (const [title, pooler] of [
    ['that hands its sessions on after each transaction', byTransaction],
    ['that gives each transaction the session that was idle the longest', inTurn],
    ['that hands its sessions on after each statement', byStatement],
  ] as const) {
    it(`${title} is refused, with nothing left behind in its sessions`, async () => {
      await assert.rejects(
        open(pooler),
        (error: Error) =>
          hasCode(error, 'PROJECT_DATABASE_UNSUPPORTED') &&
          /pooler.*direct address.*session for each/.test(error.message),
      );
      assert.deepEqual(await runScript(settings, databaseName(), pooler), [['{}']]);
    });
  }

  it('that keeps a session for each client works', async () => {
    const catalog = await open(bySession);
    try {
      const id = await catalog.sqlDbs.add(aSqlDb());
      assert.equal((await catalog.sqlDbs.get(id)).name, 'shop');
    } finally {
      await catalog.close();
    }
  });

  it('that refuses the connection is named as a pooler', () =>
    assert.rejects(open(full), /no more connections allowed.*connection pooler in between.*direct address/));
});
