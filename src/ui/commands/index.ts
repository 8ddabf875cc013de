import type * as vscode from 'vscode';
import type { Services } from '../services';
import { acceptComments, acceptTableWithColumns } from './acceptComments';
import { addSqlDb } from './addSqlDb';
import { addSqlDbFromFile } from './addSqlDbFromFile';
import { cancelTask } from './cancelTask';
import { chooseCommentModel } from './chooseCommentModel';
import type { Command } from './command';
import { allowPlainPassword, allowSampling } from './consents';
import { copyName } from './copyName';
import { createDbElements } from './createDbElements';
import { clearComment, editDescription } from './editDescription';
import {
  generateColumnComments,
  generateTableComments,
  generateWorkspaceColumnComments,
  generateWorkspaceTableComments,
} from './generateComments';
import { openSample } from './openSample';
import { openSettings } from './openSettings';
import {
  chooseProjectDatabase,
  enterProjectPassword,
  moveProjectDatabase,
  overruleProjectRefusal,
} from './projectDatabases';
import { removeSqlDb } from './removeSqlDb';
import { resetTaskStatus } from './resetTaskStatus';
import { saveTaskLog } from './saveTaskLog';
import { showTaskLog } from './showTaskLog';
import { testConnection } from './testConnection';
import { refresh, showOutput } from './viewCommands';
import { addWorkspace, moveToWorkspace, removeWorkspace, renameWorkspace } from './workspaces';

/** Every command, in the order of the manifest. After a change, `npm run manifest` writes it there. */
export const commands: readonly Command[] = [
  addSqlDb,
  addSqlDbFromFile,
  openSample,
  removeSqlDb,
  testConnection,
  allowSampling,
  allowPlainPassword,
  createDbElements,
  generateTableComments,
  generateColumnComments,
  acceptComments,
  acceptTableWithColumns,
  editDescription,
  clearComment,
  addWorkspace,
  renameWorkspace,
  removeWorkspace,
  moveToWorkspace,
  generateWorkspaceTableComments,
  generateWorkspaceColumnComments,
  chooseCommentModel,
  cancelTask,
  resetTaskStatus,
  showTaskLog,
  saveTaskLog,
  showOutput,
  refresh,
  copyName,
  chooseProjectDatabase,
  moveProjectDatabase,
  enterProjectPassword,
  overruleProjectRefusal,
  openSettings,
];

export function registerCommands({ subscriptions }: vscode.ExtensionContext, services: Services): void {
  subscriptions.push(...commands.map((command) => command.register(services)));
}
