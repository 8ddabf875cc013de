import type * as vscode from 'vscode';
import type { Redactor } from '../base/redaction';
import type { ConnectionSecrets } from '../sources/settings';
import { locationKey } from '../operations/projectDatabaseLocation';

const names = ['password', 'sshSecret'] as const satisfies readonly (keyof ConnectionSecrets)[];

/**
 * The passwords of the registered databases, in VS Code's SecretStorage and nowhere else. Ids of SqlDbs are one project
 * database's own, so the place of that one is part of the name under which a secret is kept.
 */
export class Passwords {
  /** @param projectKey the `locationKey` of the project database that is used now */
  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly redactor: Redactor,
    private readonly projectKey: () => string,
  ) {}

  /** The secrets of a SqlDb's connection, as far as any were given; from now on no log shows them. */
  async get(sqlDbId: number, projectKey = this.projectKey()): Promise<ConnectionSecrets> {
    const found = await Promise.all(
      names.map(async (name) => [name, await this.storage.get(keyOf(projectKey, sqlDbId, name))]),
    );
    const secrets = Object.fromEntries(found.filter(([, secret]) => secret !== undefined)) as ConnectionSecrets;
    this.redact(secrets);
    return secrets;
  }

  /** Keeps the given secrets; those that are absent stay as they were. */
  async store(sqlDbId: number, secrets: ConnectionSecrets, projectKey = this.projectKey()): Promise<void> {
    this.redact(secrets);
    for (const name of names) {
      const secret = secrets[name];
      if (secret !== undefined) await this.storage.store(keyOf(projectKey, sqlDbId, name), secret);
    }
  }

  /** Keeps a SqlDb's secrets for another place of the project database too. */
  async copy(sqlDbId: number, fromProject: string, toProject: string): Promise<void> {
    await this.store(sqlDbId, await this.get(sqlDbId, fromProject), toProject);
  }

  async delete(sqlDbId: number): Promise<void> {
    for (const name of names) await this.storage.delete(keyOf(this.projectKey(), sqlDbId, name));
  }

  /** Takes care that no log shows these secrets, kept or not. */
  redact(secrets: ConnectionSecrets): void {
    for (const name of names) {
      const secret = secrets[name];
      if (secret !== undefined) this.redactor.add(secret);
    }
  }
}

function keyOf(projectKey: string, sqlDbId: number, name: (typeof names)[number]): string {
  return `thoth.sqlDb.${projectKey}.${sqlDbId}.${name}`;
}

/** The passwords of project databases on servers. */
export class ProjectPasswords {
  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly redactor: Redactor,
  ) {}

  /** The password for a URL, if one was given; from now on no log shows it. */
  async get(url: string): Promise<string | undefined> {
    const password = await this.storage.get(projectKeyOf(url));
    if (password !== undefined) this.redactor.add(password);
    return password;
  }

  /** Keeps a password; an empty one removes what was kept. */
  async store(url: string, password: string): Promise<void> {
    if (password === '') return this.storage.delete(projectKeyOf(url));
    this.redactor.add(password);
    await this.storage.store(projectKeyOf(url), password);
  }
}

function projectKeyOf(url: string): string {
  return `thoth.projectDatabase.${locationKey({ url })}`;
}

/** The keys of the servers that offer language models, each for its own server only. */
export class ApiKeys {
  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly redactor: Redactor,
  ) {}

  /** The key of the server at an address, if one was given; from now on no log shows it. */
  async get(baseUrl: string): Promise<string | undefined> {
    const key = originOf(baseUrl);
    const secret = key === undefined ? undefined : await this.storage.get(key);
    if (secret !== undefined) this.redactor.add(secret);
    return secret;
  }

  /** Keeps a key; an empty one removes what was kept. */
  async store(baseUrl: string, secret: string): Promise<void> {
    const key = originOf(baseUrl);
    if (key === undefined) return;
    if (secret === '') return this.storage.delete(key);
    this.redactor.add(secret);
    await this.storage.store(key, secret);
  }
}

/** Under which name a server's key is kept; undefined for what is no address. */
function originOf(baseUrl: string): string | undefined {
  return URL.canParse(baseUrl) ? `thoth.apiKey.${new URL(baseUrl).origin}` : undefined;
}
