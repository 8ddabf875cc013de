import { Connector } from '../../../../src/sources/mysql/connect';
import { usualLimits } from '../../../../src/sources/mysql/engine';
import { quoted } from '../../../../src/sources/mysql/names';
import { describeWithMariadb } from '../../support/servers';
import { connectionsTo, settingsFor, useDatabase } from '../mysql/support';
import { neverAborted, type EngineFixture } from './fixture';

/** Both engines read the installed server, which reports whether it is MySQL or MariaDB. */
export function mysqlFixture(dbType: string): EngineFixture {
  return {
    describe: describeWithMariadb,
    useDatabase(...statements) {
      const database = useDatabase(...statements);
      const settings = () => settingsFor(database.name, { dbType });
      return {
        settings,
        connections: async () => (await connectionsTo(database.name)).length,
        async runOnSourceConnection(statement) {
          const connection = await new Connector(settings(), database.name, usualLimits).open(neverAborted);
          try {
            return await connection.all({ sql: statement }, usualLimits.connect);
          } finally {
            await connection.close();
          }
        },
      };
    },
    quote: quoted,
    qualified: quoted,
    nativeTypes: { integer: 'int(11)', text: 'varchar(40)' },
    binary: { type: 'blob', literal: "x'00ff'" },
    keepsKeyNames: true,
    generation: 'stored',
    danglingKey: {
      statements: ['CREATE TABLE dangling (x integer, CONSTRAINT lost FOREIGN KEY (x) REFERENCES gone (id))'],
      target: 'gone',
      reason: /no table "gone"/,
    },
  };
}
