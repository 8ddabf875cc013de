import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { SqlDb } from '../../model/databases';
import { engineOfFile, sourceEngine, sourceEngines } from '../../sources/engines';
import { sourceSettings } from '../../sources/settings';
import type { CommandArguments } from '../arguments';
import { cancellable } from '../cancellable';
import { connectionSteps, type ConnectionDraft } from '../connection/connectionSteps';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { takeSteps } from '../connection/steps';
import { runForPerson, type ThothCommand } from './command';

type Given = CommandArguments<typeof commandIds.addSqlDb>;

/** Registers a database, once it is proved that it can be read. */
export const addSqlDb: ThothCommand<typeof commandIds.addSqlDb, number> = {
  id: commandIds.addSqlDb,
  ask: (services) => askForConnection(services, {}),
  async run(services, given) {
    const { sqlDbs } = await services.project.get();
    const { password, ssl, ssh, ...values } = given;
    const secrets = withoutUndefined({ password, sshSecret: ssh?.secret });
    services.passwords.redact(secrets);
    const connection = withoutUndefined({
      ...values,
      ssl: modeOf(ssl),
      ssh: ssh && withoutUndefined(withoutSecret(ssh)),
    });
    refuseSame(given, await sqlDbs.list());
    await cancellable(vscode.l10n.t('Connecting to {0}…', given.name), async (signal) => {
      const source = await sourceEngine(given.dbType).open(sourceSettings(connection, secrets), signal);
      await source.close();
    });
    const id = await sqlDbs.add(connection);
    await services.passwords.store(id, secrets);
    services.rowsChanged.fire();
    return id;
  },
  tell: ({ reveal }, id) => reveal.fire(id),
  actions: (services, _error, given) => [
    { title: vscode.l10n.t('Change the Connection…'), run: () => askAgain(services, given) },
  ],
};

async function askForConnection({ project }: Services, initial: ConnectionDraft): Promise<Given | undefined> {
  const { sqlDbs } = await project.get();
  const taken = (await sqlDbs.list()).map(({ name }) => name);
  const draft = await takeSteps(initial, connectionSteps(taken));
  return draft && givenBy(draft);
}

/** Asks the same questions again, with the answers in them. */
function askAgain(services: Services, given: Given): Promise<unknown> {
  const ask = (): Promise<Given | undefined> => askForConnection(services, draftOf(given));
  return runForPerson(services, { ...addSqlDb, ask }, { nodes: [], files: [] });
}

function draftOf({ dbType, ssl, ssh, workspaceId: _workspaceId, ...values }: Given): ConnectionDraft {
  const engine = sourceEngines.get(dbType);
  const { ssl: mode } = sourceSettings(withoutUndefined({ dbType, dbName: '', ssl: modeOf(ssl) }), {});
  return withoutUndefined({ ...values, engine, ssl: mode, ssh: ssh && withoutUndefined(ssh) });
}

function givenBy({ engine, pasted: _pasted, name = '', dbName = '', ...values }: ConnectionDraft): Given {
  return { ...values, name, dbType: engine?.dbType ?? '', dbName } as Given;
}

function withoutSecret({ secret: _secret, ...ssh }: NonNullable<Given['ssh']>) {
  return ssh;
}

function modeOf(ssl: Given['ssl']): string | undefined {
  if (typeof ssl === 'boolean') return ssl ? 'require' : 'disable';
  return ssl;
}

/**
 * What registers a database file under a name.
 * @throws ThothError SOURCE_UNSUPPORTED for a file that is not on this machine's disks
 */
export function valuesOfFile(file: vscode.Uri, name: string): Given {
  const engine = engineOfFile(file.fsPath);
  if (file.scheme !== 'file' || !engine) {
    throw new ThothError(
      'SOURCE_UNSUPPORTED',
      vscode.l10n.t('“{0}” is not a file on this machine. Copy it to a local folder first.', file.toString(true)),
    );
  }
  return { name, dbType: engine.dbType, dbName: file.fsPath };
}

function refuseSame(values: Given, others: readonly SqlDb[]): void {
  const { isFile } = sourceEngine(values.dbType);
  if (isFile && !isAbsolute(values.dbName)) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      vscode.l10n.t(
        '"dbName" is "{0}", which is not an absolute path. Give the whole path of the file.',
        values.dbName,
      ),
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

type Defined<Values> = { [Key in keyof Values]: Exclude<Values[Key], undefined> };

/** The same values, where an absent one is absent and not undefined. */
function withoutUndefined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
}
