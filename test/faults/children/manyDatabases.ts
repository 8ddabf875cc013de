import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { longestStop } from '../../unit/support/stops';

export interface ManyDatabases {
  readonly databases: number;
  readonly tasks: number;
  readonly longestStop: number;
}

/** Lists the databases of a project twice, with the states of their tasks. */
export async function manyDatabases({ file }: { file: string }): Promise<ManyDatabases> {
  const catalog = await openProjectDatabase({ file });
  const stop = await longestStop(async () => {
    await catalog.sqlDbs.list();
    await catalog.sqlDbs.list();
  });
  const all = await catalog.sqlDbs.list();
  await catalog.close();
  const tasks = all.reduce((sum, sqlDb) => sum + Object.keys(sqlDb.tasks).length, 0);
  return { databases: all.length, tasks, longestStop: stop };
}
