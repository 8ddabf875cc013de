import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { SqliteConnection } from '../../../src/base/sqlite';
import type { TaskResult } from '../../../src/tasks/task';
import type { ThothApi } from '../../../src/ui/api';
import type { TreeNode } from '../../../src/ui/tree/nodes';

/** What the tests of one suite share: Thoth with a project database of its own for each test, and a folder for files. */
export interface Thoth {
  readonly api: ThothApi;
  /** The project database of this test. */
  readonly projectFile: string;
  file(name: string): string;
  /** Writes a SQLite file with a script. @returns its path */
  createDatabase(name: string, script: string): Promise<string>;
  /** Registers a file. @returns its id */
  add(name: string, file: string): Promise<number>;
  /** Runs the main job over one database. */
  createElements(sqlDbId: number): Promise<TaskResult>;
}

const settingId = 'thoth.projectDatabase';

export function useThoth(): Thoth {
  let folder = '';
  const thoth = {
    file: (name: string) => join(folder, name),
    async createDatabase(name: string, script: string) {
      const file = join(folder, name);
      await runScript(file, script);
      return file;
    },
    add: (name: string, file: string) => command<number>('thoth.addSqlDb', { name, dbType: 'sqlite', dbName: file }),
    async createElements(sqlDbId: number) {
      const [result] = await command<TaskResult[]>('thoth.createDbElements', { sqlDbId });
      assert.ok(result);
      return result;
    },
  } as { -readonly [Key in keyof Thoth]: Thoth[Key] };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thoth-integration-'));
    thoth.api = await activated();
    thoth.projectFile = join(folder, 'project.sqlite');
    await useProjectDatabase(thoth.api, thoth.projectFile);
  });

  afterEach(async () => {
    sinon.restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await useProjectDatabase(thoth.api, '');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return thoth;
}

/** The API of Thoth, activated. */
export async function activated(): Promise<ThothApi> {
  const extension = vscode.extensions.getExtension<ThothApi>('thoth.thoth');
  assert.ok(extension);
  return extension.activate();
}

/** Sets the project database, and waits until Thoth uses it. */
export async function useProjectDatabase(api: ThothApi, file: string): Promise<void> {
  const noticed = next(api.tree.onDidChangeTreeData, (node) => node === undefined);
  await setProjectDatabase(file);
  await noticed;
}

export async function setProjectDatabase(file: string): Promise<void> {
  const value = file === '' ? undefined : file;
  await vscode.workspace.getConfiguration().update(settingId, value, vscode.ConfigurationTarget.Global);
}

export async function runScript(file: string, script: string): Promise<void> {
  const connection = await SqliteConnection.open(file, 'create');
  try {
    await connection.execute(script);
  } finally {
    await connection.close();
  }
}

/** Calls a command. */
export async function command<Result>(id: string, argument?: unknown): Promise<Result> {
  return vscode.commands.executeCommand<Result>(id, ...(argument === undefined ? [] : [argument]));
}

/** The next value of an event that matches. */
export function next<T>(
  event: (listener: (value: T) => void) => { dispose(): void },
  fits: (value: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      if (!fits(value)) return;
      subscription.dispose();
      resolve(value);
    });
  });
}

/** The text of a line of the tree: `Database elements: completed now`; without a colon if there is no description. */
export function lineOf(api: ThothApi, node: TreeNode): string {
  const { label, description } = api.tree.getTreeItem(node);
  return `${String(label)}: ${description === undefined ? '' : String(description)}`;
}

/** The children of a node as the tree shows them. */
export async function linesBelow(api: ThothApi, node?: TreeNode): Promise<string[]> {
  return (await api.tree.getChildren(node)).map((child) => lineOf(api, child));
}

/** The node that is reached from the root by these labels. */
export async function nodeAt(api: ThothApi, ...labels: string[]): Promise<TreeNode> {
  let node: TreeNode | undefined;
  for (const label of labels) {
    const children = await api.tree.getChildren(node);
    node = children.find((child) => api.tree.getTreeItem(child).label === label);
    assert.ok(node, `There is no ${label} among ${children.map((child) => lineOf(api, child)).join(', ')}`);
  }
  assert.ok(node);
  return node;
}

/** Asserts the message of a promise's error: the host turns errors of commands into plain ones, without a code. */
export function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(promise, message);
}
