import type * as vscode from 'vscode';
import type { Redactor } from '../base/redaction';

/** The passwords of the registered databases, in VS Code's SecretStorage and nowhere else. */
export class Passwords {
  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly redactor: Redactor,
  ) {}

  /** The password of a SqlDb, if one was given; from now on no log shows it. */
  async get(sqlDbId: number): Promise<string | undefined> {
    const password = await this.storage.get(keyOf(sqlDbId));
    if (password !== undefined) this.redactor.add(password);
    return password;
  }

  async store(sqlDbId: number, password: string): Promise<void> {
    this.redactor.add(password);
    await this.storage.store(keyOf(sqlDbId), password);
  }

  async delete(sqlDbId: number): Promise<void> {
    await this.storage.delete(keyOf(sqlDbId));
  }
}

function keyOf(sqlDbId: number): string {
  return `thoth.sqlDb.${sqlDbId}`;
}
