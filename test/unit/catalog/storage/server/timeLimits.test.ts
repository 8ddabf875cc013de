import assert from 'node:assert/strict';
import type { Connection } from '../../../../../src/catalog/storage/connection';
import { forEachServer, Workbench } from '../../engines';
import { connect } from '../../statements';

/** For each engine: its time limit for a query, how to change it, and a query that takes ten seconds. */
const limits: Readonly<Record<string, { readonly shown: string; readonly limit: string; readonly slow: string }>> = {
  PostgreSQL: {
    shown: "SELECT current_setting('statement_timeout') AS time",
    limit: "SET statement_timeout = '50ms'",
    slow: 'SELECT pg_sleep(10)',
  },
  MariaDB: {
    shown: 'SELECT @@max_statement_time AS time',
    limit: 'SET SESSION max_statement_time = 0.05',
    slow: 'SELECT SLEEP(10)',
  },
};

forEachServer('the queries of a project database on a server', (engine) => {
  let bench: Workbench;
  let reader: Connection;
  beforeEach(async () => {
    bench = new Workbench(engine);
    await bench.open();
    const connections = await connect(bench);
    await connections.writer.close();
    ({ reader } = connections);
  });
  afterEach(async () => {
    await reader.close();
    await bench.dispose();
  });

  it('have a time limit, after which the error says so', async () => {
    const { shown, limit, slow } = limits[engine.title]!;
    const [answer] = await reader.rows<{ time: string | number }>(shown);
    assert.match(String(answer?.time), /^(1min|60(\.0+)?)$/);
    await reader.change(limit);
    await assert.rejects(reader.rows(slow), {
      code: 'PROJECT_DATABASE_UNREADABLE',
      message: /took too long and was stopped: .*less busy/,
    });
  });
});
