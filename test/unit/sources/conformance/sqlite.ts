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
        const reader = await connect(file());
        try {
          return await reader.read({ sql: statement, parameters: [], limits: { row: 1_000, rows: 1_000 } }, 10_000);
        } finally {
          await reader.close(new Error('closed'));
        }
      },
    };
  },
  quote,
  qualified: quote,
  nativeTypes: { integer: 'INTEGER', text: 'VARCHAR(40)' },
  binary: { type: 'BLOB', literal: "x'00ff'" },
  keepsKeyNames: false,
  generation: 'stored',
  danglingKey: {
    statements: ['CREATE TABLE dangling (x INTEGER REFERENCES gone (id))'],
    target: 'gone',
    reason: /no table "gone"/,
  },
};

/** How many times the processes of this user have a file open, according to Linux. */
async function countDescriptors(file: string): Promise<number> {
  const path = await realpath(file);
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const targets = await Promise.all(processes.map((id) => descriptorTargets(`/proc/${id}/fd`)));
  return targets.flat().filter((target) => target === path).length;
}

async function descriptorTargets(folder: string): Promise<string[]> {
  const descriptors = await readdir(folder).catch(() => []);
  return Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
}
