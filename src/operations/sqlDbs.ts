import { isAbsolute } from 'node:path';
import { ThothError } from '../base/errors';
import type { SqlDb, SqlDbValues, SshValues } from '../model/databases';
import { engineOfFile, sourceEngine } from '../sources/engines';
import { sourceSettings, type ConnectionSecrets } from '../sources/settings';
import { withoutUndefined, type AllowUndefined } from './defined';
import type { Parts } from './parts';
import type { TargetFact } from './ports';
import { overrule, type Refusal } from './refusals';
import { nameOfFile, uniqueName } from './sqlDbNames';
import { targetsOf, trustOf } from './targets';

/** A database to be registered, with its secrets. */
export interface NewSqlDb extends Omit<SqlDbValues, 'ssl' | 'ssh'> {
  readonly password?: string;
  /** Whether its views may be sampled also with a login that has rights beyond the data; remembered on this machine. */
  readonly sampleViews?: boolean;
  /** Whether its password may go without encryption to a server that is not this machine; remembered on this machine. */
  readonly allowPlainPassword?: boolean;
  /** A mode of `SqlDbValues.ssl`; `true` means `require`, `false` means `disable`. */
  readonly ssl?: string | boolean;
  /** `secret` is the password of the SSH server, or the passphrase of the key. */
  readonly ssh?: AllowUndefined<SshValues & { readonly secret?: string }>;
}

type Needed = 'openSource' | 'passwords' | 'progress' | 'project' | 'rowsChanged' | 'targetFacts';

/** The registered databases. */
export class SqlDbs {
  constructor(private readonly parts: Pick<Parts, Needed>) {}

  /**
   * Registers a database after connecting to it once.
   * @returns the new id
   * @throws ThothError INVALID_ARGUMENT, ALREADY_EXISTS, CANCELLED, or as `SourceEngine.open` does
   */
  async add({ sampleViews, allowPlainPassword, ...given }: AllowUndefined<NewSqlDb>): Promise<number> {
    const { project, passwords, progress, rowsChanged, targetFacts } = this.parts;
    const { sqlDbs } = await project.get();
    const { connection, secrets } = splitSecrets(given);
    passwords.redact(secrets);
    refuseFile(given, await sqlDbs.list());
    const targets = targetsOf(connection);
    const trust = trustOf(targetFacts, targets, allowPlainPassword);
    await progress.during({ type: 'connecting', to: given.name }, async (signal) => {
      const settings = { ...sourceSettings(connection, secrets), trust };
      const source = await sourceEngine(given.dbType).open(settings, signal);
      await source.close();
    });
    const id = await sqlDbs.add(connection);
    await passwords.store(id, secrets);
    const consents = { sampleViews, plainPassword: allowPlainPassword };
    for (const fact of consentFacts) {
      const isGiven = consents[fact];
      if (isGiven !== undefined) await targetFacts.set(fact, targets.database, isGiven);
    }
    rowsChanged.fire();
    return id;
  }

  /**
   * The id of the database in a file. Registers the file if it is not registered yet.
   * @param name the name for a new SqlDb; a number is appended if the name is taken
   * @throws ThothError as `add` does
   */
  async addFile(file: string, name = nameOfFile(file)): Promise<number> {
    const list = await (await this.parts.project.get()).sqlDbs.list();
    const engine = engineOfFile(file);
    if (!engine) throw new ThothError('SOURCE_UNSUPPORTED', `No engine reads "${file}". Add it with its "dbType".`);
    const { dbType } = engine;
    const known = list.find((one) => one.dbType === dbType && one.dbName === file);
    const taken = list.map((one) => one.name);
    return known?.id ?? this.add({ name: uniqueName(name, taken), dbType, dbName: file });
  }

  /**
   * Removes a database with its tables, columns, comments, runs, logs, secrets and, unless it is registered again under
   * another name, the person's consents. The database itself is not touched.
   * @throws ThothError NOT_FOUND, ALREADY_RUNNING
   */
  async remove(sqlDbId: number): Promise<void> {
    const { project, passwords, rowsChanged, targetFacts } = this.parts;
    const { sqlDbs } = await project.get();
    const target = targetsOf(await sqlDbs.get(sqlDbId)).database;
    await sqlDbs.remove(sqlDbId);
    await passwords.delete(sqlDbId);
    const remaining = await sqlDbs.list();
    if (!remaining.some((sqlDb) => targetsOf(sqlDb).database === target))
      for (const fact of consentFacts) await targetFacts.set(fact, target, false);
    rowsChanged.fire();
  }

  /** Connects to a database as a task would. @throws ThothError NOT_FOUND, CANCELLED, or as `SourceEngine.open` does */
  async testConnection(sqlDbId: number): Promise<void> {
    const { openSource, progress, project } = this.parts;
    const sqlDb = await (await project.get()).sqlDbs.get(sqlDbId);
    await progress.during({ type: 'connecting', to: sqlDb.name }, async (signal) => {
      await (await openSource(sqlDb, signal)).close();
    });
  }

  /** Whether the person gave a consent for a database on this machine. */
  hasConsent(sqlDb: SqlDb, consent: ConsentFact): boolean {
    return this.parts.targetFacts.holds(consent, targetsOf(sqlDb).database);
  }

  /** Gives a consent for a database on this machine, or takes it back. @throws ThothError NOT_FOUND */
  async setConsent(sqlDbId: number, consent: ConsentFact, isGiven: boolean): Promise<void> {
    const sqlDb = await (await this.parts.project.get()).sqlDbs.get(sqlDbId);
    await this.parts.targetFacts.set(consent, targetsOf(sqlDb).database, isGiven);
  }

  /** Remembers that the person overruled a refusal, for a database that need not be registered yet. */
  overrule(given: AllowUndefined<NewSqlDb>, refusal: Refusal): Promise<void> {
    return overrule(this.parts.targetFacts, targetsOf(splitSecrets(given).connection), refusal);
  }

  /** Moves databases into a Workspace, or with null out of theirs. @throws ThothError NOT_FOUND */
  async assign(sqlDbIds: readonly number[], workspaceId: number | null): Promise<void> {
    const { sqlDbs } = await this.parts.project.get();
    for (const id of sqlDbIds) await sqlDbs.assign(id, workspaceId);
    this.parts.rowsChanged.fire();
  }
}

/** The facts that are consents of the person. */
const consentFacts = ['sampleViews', 'plainPassword'] as const satisfies readonly TargetFact[];
export type ConsentFact = (typeof consentFacts)[number];

/** The error for a file that is registered already, with its SqlDb. */
export class FileRegisteredError extends ThothError {
  constructor(readonly sqlDb: SqlDb) {
    super(
      'ALREADY_EXISTS',
      `The file "${sqlDb.dbName}" is registered already, as "${sqlDb.name}" (id ${sqlDb.id}). ` +
        'Use that one, or remove it first.',
    );
  }
}

function splitSecrets({
  password,
  ssl,
  ssh,
  sampleViews: _,
  allowPlainPassword: __,
  ...values
}: AllowUndefined<NewSqlDb>): {
  readonly connection: SqlDbValues;
  readonly secrets: ConnectionSecrets;
} {
  const { secret: sshSecret, ...gateway } = ssh ?? {};
  const mode = typeof ssl === 'boolean' ? (ssl ? 'require' : 'disable') : ssl;
  return {
    connection: withoutUndefined({ ...values, ssl: mode, ssh: ssh && withoutUndefined(gateway) }) as SqlDbValues,
    secrets: withoutUndefined({ password, sshSecret }),
  };
}

function refuseFile({ dbType, dbName }: Pick<NewSqlDb, 'dbType' | 'dbName'>, others: readonly SqlDb[]): void {
  if (!sourceEngine(dbType).isFile) return;
  if (!isAbsolute(dbName)) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      `"dbName" is "${dbName}", which is not an absolute path. Give the whole path of the file.`,
    );
  }
  const same = others.find((one) => one.dbType === dbType && one.dbName === dbName);
  if (same) throw new FileRegisteredError(same);
}
