import { connect } from '../../../../src/sources/postgres/connect';
import { destinationOf } from '../../../../src/sources/postgres/destination';
import { usualLimits } from '../../../../src/sources/postgres/engine';
import { describeWithPostgres } from '../../support/servers';
import { quote, runScript, useDatabase } from '../postgres/support';
import { neverAborted, type EngineFixture } from './fixture';

export const postgresFixture: EngineFixture = {
  describe: describeWithPostgres,
  useDatabase(...statements) {
    const database = useDatabase(statements.join(';\n'));
    return {
      settings: () => database.settings(),
      async connections() {
        const rows = await runScript(`SELECT pid FROM pg_stat_activity WHERE datname = '${database.name}'`);
        return rows.length;
      },
      async runOnSourceConnection(statement) {
        const connection = await connect(destinationOf(database.settings(), usualLimits), neverAborted);
        try {
          return await connection.query({ sql: statement });
        } finally {
          await connection.close();
        }
      },
    };
  },
  quote,
  qualified: (table) => `public.${quote(table)}`,
  nativeTypes: { integer: 'integer', text: 'character varying(40)' },
  binary: { type: 'bytea', literal: String.raw`'\x00ff'` },
  keepsKeyNames: true,
  generation: 'stored',
  danglingKey: {
    statements: [
      'CREATE SCHEMA elsewhere',
      'CREATE TABLE elsewhere.gone (id integer PRIMARY KEY)',
      'CREATE TABLE dangling (x integer REFERENCES elsewhere.gone (id))',
    ],
    target: 'gone',
    reason: /only the schema "public" is read/,
  },
};
