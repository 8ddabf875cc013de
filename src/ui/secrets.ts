import type * as vscode from 'vscode';
import type { Redactor } from '../base/redaction';
import type { ConnectionSecrets } from '../sources/settings';

const names = ['password', 'sshSecret'] as const satisfies readonly (keyof ConnectionSecrets)[];

/** The passwords of the registered databases, in VS Code's SecretStorage and nowhere else. */
export class Passwords {
  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly redactor: Redactor,
  ) {}

  /** The secrets of a SqlDb's connection, as far as any were given; from now on no log shows them. */
  async get(sqlDbId: number): Promise<ConnectionSecrets> {
    const found = await Promise.all(names.map(async (name) => [name, await this.storage.get(keyOf(sqlDbId, name))]));
    const secrets = Object.fromEntries(found.filter(([, secret]) => secret !== undefined)) as ConnectionSecrets;
    this.redact(secrets);
    return secrets;
  }

  /** Keeps the given secrets; those that are absent stay as they were. */
  async store(sqlDbId: number, secrets: ConnectionSecrets): Promise<void> {
    this.redact(secrets);
    for (const name of names) {
      const secret = secrets[name];
      if (secret !== undefined) await this.storage.store(keyOf(sqlDbId, name), secret);
    }
  }

  async delete(sqlDbId: number): Promise<void> {
    for (const name of names) await this.storage.delete(keyOf(sqlDbId, name));
  }

  /** Takes care that no log shows these secrets, kept or not. */
  redact(secrets: ConnectionSecrets): void {
    for (const name of names) {
      const secret = secrets[name];
      if (secret !== undefined) this.redactor.add(secret);
    }
  }
}

function keyOf(sqlDbId: number, name: (typeof names)[number]): string {
  return `thoth.sqlDb.${sqlDbId}.${name}`;
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
