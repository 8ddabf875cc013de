import { basename, extname, isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { SqlDb } from '../../catalog/catalog';
import { sourceEngine, sourceEngines } from '../../sources/engines';
import type { CommandArguments } from '../arguments';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { uniqueName } from '../uniqueName';
import type { Target, ThothCommand } from './command';

type Given = CommandArguments<typeof commandIds.addSqlDb>;

/** Registers a database, once it is proved that it can be read. */
export const addSqlDb: ThothCommand<typeof commandIds.addSqlDb, number> = {
  id: commandIds.addSqlDb,
  ask: askForFile,
  async run(services, given) {
    const { sqlDbs } = await services.project.get();
    const { name, dbType, dbName, dbHost, dbPort, schema, userName, password, language, workspaceId } = given;
    refuseSame(given, await sqlDbs.list());
    await proveReadable(given);
    const id = await sqlDbs.add(
      withoutUndefined({ name, dbType, dbName, dbHost, dbPort, schema, userName, language, workspaceId }),
    );
    if (password !== undefined) await services.passwords.store(id, { password });
    services.rowsChanged.fire();
    return id;
  },
  tell: ({ reveal }, id) => reveal.fire(id),
};

/** The endings of files that are taken for databases of the file engines. */
export const databaseFileEndings = ['sqlite', 'sqlite3', 'db', 'db3'];

async function askForFile(services: Services, _target: Target): Promise<Given | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a Database File'),
    openLabel: vscode.l10n.t('Add'),
    filters: { [vscode.l10n.t('SQLite databases')]: databaseFileEndings, [vscode.l10n.t('All files')]: ['*'] },
  });
  const file = picked?.[0];
  if (!file) return undefined;
  const { sqlDbs } = await services.project.get();
  const taken = (await sqlDbs.list()).map(({ name }) => name);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the Database'),
    prompt: vscode.l10n.t('How it is called in Thoth'),
    value: uniqueName(nameOfFile(file.fsPath), taken),
    validateInput: (value) => {
      if (value.trim() === '') return vscode.l10n.t('Give a name.');
      return taken.includes(value.trim()) ? vscode.l10n.t('Another database has this name.') : undefined;
    },
  });
  return name === undefined ? undefined : valuesOfFile(file, name.trim());
}

/**
 * What registers a database file under a name.
 * @throws ThothError SOURCE_UNSUPPORTED for a file that is not on this machine's disks
 */
export function valuesOfFile(file: vscode.Uri, name: string): Given {
  const engine = [...sourceEngines.values()].find(({ isFile }) => isFile);
  if (file.scheme !== 'file' || !engine) {
    throw new ThothError(
      'SOURCE_UNSUPPORTED',
      vscode.l10n.t('“{0}” is not a file on this machine. Copy it to a local folder first.', file.toString(true)),
    );
  }
  return { name, dbType: engine.dbType, dbName: file.fsPath };
}

/** What a database file is called to begin with. */
export function nameOfFile(file: string): string {
  return basename(file, extname(file)) || basename(file);
}

function refuseSame(values: Given, others: readonly SqlDb[]): void {
  const { isFile } = sourceEngine(values.dbType);
  if (isFile && !isAbsolute(values.dbName)) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      vscode.l10n.t('"dbName" is "{0}", which is not an absolute path. Give the whole path of the file.', values.dbName),
    );
  }
  const same = others.find(({ dbType, dbName }) => isFile && dbType === values.dbType && dbName === values.dbName);
  if (same) {
    throw new ThothError(
      'ALREADY_EXISTS',
      vscode.l10n.t(
        'The file "{0}" is registered already, as "{1}" (id {2}). Use that one, or remove it first.',
        values.dbName,
        same.name,
        same.id,
      ),
    );
  }
}

async function proveReadable({ dbType, dbName, dbHost, dbPort, schema, userName, password }: Given): Promise<void> {
  const settings = withoutUndefined({ dbType, dbName, dbHost, dbPort, schema, userName, password });
  const source = await sourceEngine(dbType).open(settings, new AbortController().signal);
  await source.close();
}

type Defined<Values> = { [Key in keyof Values]: Exclude<Values[Key], undefined> };

/** The same values, where an absent one is absent and not undefined. */
function withoutUndefined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
}
