import * as vscode from 'vscode';
import type { TaskResult } from '../../tasks/task';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { uniqueName } from '../connection/uniqueName';
import { nameOfFile } from '../connection/connectionSteps';
import { addSqlDb, valuesOfFile } from './addSqlDb';
import type { ThothCommand } from './command';
import { createDbElements } from './createDbElements';
import { showFailures } from './runTasks';

/** “Catalog with Thoth” on a file: registers it where it is not registered yet, and creates its elements. */
export const addSqlDbFromFile: ThothCommand<typeof commandIds.addSqlDbFromFile, TaskResult[]> = {
  id: commandIds.addSqlDbFromFile,
  async ask(_services, { files }) {
    const [file] = files.length > 0 ? files : ((await vscode.window.showOpenDialog()) ?? []);
    if (!file) return undefined;
    return { file: valuesOfFile(file, '').dbName };
  },
  async run(services, { file }) {
    const sqlDbId = await registeredFile(services, file);
    services.reveal.fire(sqlDbId);
    return createDbElements.run(services, { sqlDbId });
  },
  tell: showFailures,
};

/** The id of the database in a file, which is registered under the file's name where it was not yet. */
export async function registeredFile(services: Services, file: string, name = nameOfFile(file)): Promise<number> {
  const { sqlDbs } = await services.project.get();
  const list = await sqlDbs.list();
  const values = valuesOfFile(
    vscode.Uri.file(file),
    uniqueName(
      name,
      list.map((sqlDb) => sqlDb.name),
    ),
  );
  const known = list.find(({ dbType, dbName }) => dbType === values.dbType && dbName === values.dbName);
  return known?.id ?? addSqlDb.run(services, values);
}
