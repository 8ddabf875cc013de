import type { Redactor } from '../base/redaction';
import type { ConnectionSecrets } from '../sources/settings';
import type { Secrets } from './ports';
import { locationKey } from './projectDatabaseLocation';

const names = ['password', 'sshSecret'] as const satisfies readonly (keyof ConnectionSecrets)[];

/**
 * The passwords of the registered databases, in the secret store and nowhere else. The id of a SqlDb is unique within its
 * project database only, so the key of a secret also contains the `locationKey` of the project database.
 */
export class Passwords {
  /** @param projectKey the `locationKey` of the project database in use */
  constructor(
    private readonly storage: Secrets,
    private readonly redactor: Redactor,
    private readonly projectKey: () => string,
  ) {}

  /** The stored secrets of a SqlDb's connection. Also registers them for redaction. */
  async get(sqlDbId: number, projectKey = this.projectKey()): Promise<ConnectionSecrets> {
    const found = await Promise.all(
      names.map(async (name) => [name, await this.storage.get(keyOf(projectKey, sqlDbId, name))]),
    );
    const secrets = Object.fromEntries(found.filter(([, secret]) => secret !== undefined)) as ConnectionSecrets;
    this.redact(secrets);
    return secrets;
  }

  /** Stores the given secrets; those that are absent stay as they were. */
  async store(sqlDbId: number, secrets: ConnectionSecrets, projectKey = this.projectKey()): Promise<void> {
    this.redact(secrets);
    for (const name of names) {
      const secret = secrets[name];
      if (secret !== undefined) await this.storage.store(keyOf(projectKey, sqlDbId, name), secret);
    }
  }

  /** Copies a SqlDb's secrets to the keys of another project database. */
  async copy(sqlDbId: number, fromProject: string, toProject: string): Promise<void> {
    await this.store(sqlDbId, await this.get(sqlDbId, fromProject), toProject);
  }

  async delete(sqlDbId: number): Promise<void> {
    for (const name of names) await this.storage.delete(keyOf(this.projectKey(), sqlDbId, name));
  }

  /** Registers secrets for redaction, whether they are stored or not. */
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
    private readonly storage: Secrets,
    private readonly redactor: Redactor,
  ) {}

  /** The stored password for a URL. Also registers it for redaction. */
  async get(url: string): Promise<string | undefined> {
    const password = await this.storage.get(projectKeyOf(url));
    if (password !== undefined) this.redactor.add(password);
    return password;
  }

  /** Stores a password; an empty one deletes the stored one. */
  async store(url: string, password: string): Promise<void> {
    if (password === '') return void (await this.storage.delete(projectKeyOf(url)));
    this.redactor.add(password);
    await this.storage.store(projectKeyOf(url), password);
  }
}

function projectKeyOf(url: string): string {
  return `thoth.projectDatabase.${locationKey({ url })}`;
}

/** The API keys of the servers that offer language models. A key is only used for the origin that it was given for. */
export class ApiKeys {
  constructor(
    private readonly storage: Secrets,
    private readonly redactor: Redactor,
  ) {}

  /** The stored key for a server's address. Also registers it for redaction. */
  async get(baseUrl: string): Promise<string | undefined> {
    const key = apiKeyOf(baseUrl);
    const secret = key === undefined ? undefined : await this.storage.get(key);
    if (secret !== undefined) this.redactor.add(secret);
    return secret;
  }

  /** Stores a key; an empty one deletes the stored one. */
  async store(baseUrl: string, secret: string): Promise<void> {
    const key = apiKeyOf(baseUrl);
    if (key === undefined) return;
    if (secret === '') return void (await this.storage.delete(key));
    this.redactor.add(secret);
    await this.storage.store(key, secret);
  }
}

/** The key in the secret store for a server's API key; undefined for a text that is no URL. */
function apiKeyOf(baseUrl: string): string | undefined {
  return URL.canParse(baseUrl) ? `thoth.apiKey.${new URL(baseUrl).origin}` : undefined;
}
