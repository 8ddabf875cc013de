import type { Connection } from '../../../src/catalog/storage/connection';
import { openServer } from '../../../src/catalog/storage/server/openServer';
import { parseServerUrl } from '../../../src/catalog/storage/server/serverUrl';
import { openFile } from '../../../src/catalog/storage/sqliteFile';
import { Writer } from '../../../src/catalog/storage/writer';
import type { Workbench } from './engines';

export interface Statement {
  readonly sql: string;
  readonly bind: readonly unknown[];
}

/** The connections to an open project database, one for writing and one for reading. */
export async function connect({ location }: Workbench): Promise<{ writer: Writer; reader: Connection }> {
  if ('file' in location) {
    return { writer: new Writer(await openFile(location.file, [])), reader: await openFile(location.file, []) };
  }
  const { writer, reader } = await openServer(parseServerUrl(location.url), location.password);
  return { writer: new Writer(writer), reader };
}

/** The statements that `work` runs, if they match `about`. */
export async function recorded(
  connections: readonly Connection[],
  about: RegExp,
  work: () => Promise<unknown>,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const originals = connections.map(({ sequelize }) => sequelize.query);
  for (const { sequelize } of connections) {
    const query = sequelize.query.bind(sequelize) as (...parameters: unknown[]) => Promise<unknown>;
    const recording = (sql: unknown, options?: { bind?: readonly unknown[] }): Promise<unknown> => {
      // a model gives its statement and the values for it as one
      const { query: text, bind = [] } =
        typeof sql === 'string' ? { query: sql, ...options } : (sql as { query: string; bind?: readonly unknown[] });
      if (about.test(text)) statements.push({ sql: text.replace(/;$/, ''), bind });
      return query(sql, options);
    };
    Object.assign(sequelize, { query: recording });
  }
  try {
    await work();
  } finally {
    for (const [index, { sequelize }] of connections.entries()) Object.assign(sequelize, { query: originals[index] });
  }
  return statements;
}
