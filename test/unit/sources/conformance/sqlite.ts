import { readdir, readlink, realpath } from 'node:fs/promises';
import { connect } from '../../../../src/sources/sqlite/connection';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { quote, runScript } from '../sqlite/support';
import type { EngineFixture } from './fixture';

export const sqliteFixture: EngineFixture = {
  describe,
  useDatabase(...statements) {
    const folder = useTemporaryFolder();
    const file = (): string => folder.file('shop.db');
    beforeEach(() => runScript(file(), statements.join(';\n')));
    return {
      settings: () => ({ dbType: 'sqlite', dbName: file() }),
      connections: () => countDescriptors(file()),
      async runOnSourceConnection(statement) {
        const connection = await connect(file());
        try {
          return await connection.all(statement);
        } finally {
          await connection.close();
        }
      },
    };
  },
  quote,
  qualified: quote,
  nativeTypes: { integer: 'INTEGER', text: 'VARCHAR(40)' },
  binary: { type: 'BLOB', literal: "x'00ff'" },
  keepsKeyNames: false,
  danglingKey: {
    statements: ['CREATE TABLE dangling (x INTEGER REFERENCES gone (id))'],
    target: 'gone',
    reason: /no table "gone"/,
  },
};

/** How many times this process has a file open, according to Linux. */
async function countDescriptors(file: string): Promise<number> {
  const folder = '/proc/self/fd';
  const path = await realpath(file);
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.filter((target) => target === path).length;
}
