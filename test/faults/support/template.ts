import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { windowOn } from './project';
import { onDatabase } from './projectFile';

/** How many tables a source has; each has three columns, and all but the first a foreign key to the one before. */
export async function writeSource(file: string, tableCount: number): Promise<void> {
  const tables = Array.from({ length: tableCount }, (_, index) => {
    const target = index > 0 ? ` REFERENCES ${tableName(index - 1)} (id)` : '';
    return `CREATE TABLE ${tableName(index)} (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER${target});`;
  });
  await onDatabase(file, (database) => database.execute(`BEGIN; ${tables.join('\n')} COMMIT;`));
}

function tableName(index: number): string {
  return `t${String(index).padStart(4, '0')}`;
}

/** A project database that has one SqlDb, to be copied for each round. */
export interface Template {
  readonly file: string;
  readonly sqlDbId: number;
  readonly tableCount: number;
}

/** @param withElements whether the elements of the source are in the catalog already */
export async function writeTemplate(folder: string, tableCount: number, withElements: boolean): Promise<Template> {
  const source = join(folder, `source-${tableCount}.sqlite`);
  const file = join(folder, `project-${tableCount}-${withElements ? 'elements' : 'empty'}.sqlite`);
  if (!(await onDatabase(source, (database) => database.all('SELECT 1 FROM sqlite_master'))).length) {
    await writeSource(source, tableCount);
  }
  const catalog = await openProjectDatabase({ file });
  const sqlDbId = await addSource(catalog, 'shop', source, withElements);
  await catalog.close();
  return { file, sqlDbId, tableCount };
}

/** Adds a source under a name. @param withElements whether its elements are to be in the catalog @returns the SqlDb's id */
export async function addSource(
  catalog: Catalog,
  name: string,
  source: string,
  withElements: boolean,
): Promise<number> {
  const id = await catalog.sqlDbs.add({ name, dbType: 'sqlite', dbName: source });
  if (!withElements) return id;
  const run = await windowOn(catalog).start('dbElements', { type: 'sqlDb', id });
  const { status, error } = await run.result;
  if (status !== 'COMPLETED') throw new Error(`The elements of ${source} could not be read: ${error}`);
  return id;
}

/** A copy of a template in a folder of its own. @returns the file */
export async function copyTemplate({ file }: Template, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const copy = join(folder, 'project.sqlite');
  await copyFile(file, copy);
  return copy;
}
