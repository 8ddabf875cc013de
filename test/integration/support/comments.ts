import assert from 'node:assert/strict';
import sinon, { type SinonStub } from 'sinon';
import * as vscode from 'vscode';
import type { TaskResult } from '../../../src/tasks/task';
import { vendor, type TestModels } from '../modelProvider/extension';
import { command, type Thoth } from './thoth';

/** What the tests of comments share: the editor's models, who writes, and how the commands are called. */
export interface Comments {
  /** The models of the test's own extension. */
  readonly models: TestModels;
  /** Makes the editor offer these models and no others. */
  offer(...names: string[]): Promise<void>;
  /** Sets `thoth.comments.…`, until the test has ended. */
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Answers the summary before a model run. */
  answerSummary(...answers: (string | undefined)[]): SinonStub;
  /** Generates comments over one database, without the summary. */
  tables(sqlDbId: number, options?: object): Promise<TaskResult>;
  columns(sqlDbId: number, options?: object): Promise<TaskResult>;
}

/** A database whose one table has ten columns, and whose other has two. */
export const shop = `
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE book (
    id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id), title TEXT, pages INTEGER, price REAL,
    language TEXT, printed_on DATE, weight REAL, shelf TEXT, note TEXT
  );
  INSERT INTO author VALUES (1, 'Ada Lovelace');
  INSERT INTO book (id, author_id, title, language) VALUES (1, 1, 'Notes', 'en'), (2, 1, 'Appunti', 'it');
`;

/** Must be called after `useThoth`. */
export function useComments(): Comments {
  const used = new Set<string>();
  const settings = vscode.workspace.getConfiguration;
  const write = (name: string, value: unknown): Thenable<void> =>
    settings().update(`thoth.comments.${name}`, value, vscode.ConfigurationTarget.Global);
  const generate = async (id: string, sqlDbId: number, options: object): Promise<TaskResult> => {
    const [result] = await command<TaskResult[]>(id, { sqlDbId, ...options });
    assert.ok(result);
    return result;
  };
  const comments = {
    async offer(...names: string[]) {
      comments.models.offer(...names);
      await offered(names);
    },
    async set(values: Readonly<Record<string, unknown>>) {
      for (const [name, value] of Object.entries(values)) {
        used.add(name);
        await write(name, value);
      }
    },
    answerSummary(...answers: (string | undefined)[]) {
      const stub = sinon.stub(vscode.window, 'showInformationMessage');
      for (const [call, answer] of answers.entries()) stub.onCall(call).resolves(answer as never);
      return stub as unknown as SinonStub;
    },
    tables: (sqlDbId: number, options = {}) => generate('thoth.generateTableComments', sqlDbId, options),
    columns: (sqlDbId: number, options = {}) => generate('thoth.generateColumnComments', sqlDbId, options),
  } as { -readonly [Key in keyof Comments]: Comments[Key] };

  beforeEach(async () => {
    const extension = vscode.extensions.getExtension<TestModels>('thoth.test-model-provider');
    assert.ok(extension, 'the extension with the models is not there');
    comments.models = await extension.activate();
  });

  afterEach(async () => {
    for (const name of used) await write(name, undefined);
    used.clear();
    await comments.offer();
  });

  return comments;
}

/** Waits until the editor lists the models. */
async function offered(names: readonly string[]): Promise<void> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const subscription = vscode.lm.onDidChangeChatModels(() => {
        subscription.dispose();
        resolve();
      });
    });
    const found = (await vscode.lm.selectChatModels({ vendor })).map(({ name }) => name);
    if (found.join() === names.join()) return;
    await changed;
  }
}

/** Registers a file with the script, and reads its elements. @returns its id */
export async function addCatalogued(thoth: Thoth, name: string, script: string): Promise<number> {
  const sqlDbId = await thoth.add(name, await thoth.createDatabase(`${name}.sqlite`, script));
  assert.equal((await thoth.createElements(sqlDbId)).status, 'COMPLETED');
  return sqlDbId;
}

/**
 * Lets the editor's model `Ada` write comments, and adds the database `Shop` with its elements.
 * @param settings further ones of `thoth.comments.…` @returns the id of the database
 */
export async function addShopWithModel(
  thoth: Thoth,
  comments: Comments,
  { script = shop, settings = {} }: { readonly script?: string; readonly settings?: object } = {},
): Promise<number> {
  await comments.offer('Ada');
  await comments.set({ provider: 'vscode', ...settings });
  return addCatalogued(thoth, 'Shop', script);
}

/** The status and the counts of a run. */
export function countsOf({ status, processed, failed, total }: TaskResult): readonly unknown[] {
  return [status, processed, failed, total];
}

/** The whole log of a run. */
export async function logOf({ taskId }: { readonly taskId: string }): Promise<string> {
  await command('thoth.showTaskLog', { taskId });
  return vscode.window.activeTextEditor?.document.getText() ?? '';
}
