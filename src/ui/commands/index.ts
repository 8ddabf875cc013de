import * as vscode from 'vscode';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { acceptComments, acceptTableWithColumns } from './acceptComments';
import { addSqlDb } from './addSqlDb';
import { addSqlDbFromFile } from './addSqlDbFromFile';
import { cancelTask } from './cancelTask';
import { chooseCommentModel } from './chooseCommentModel';
import { registerSimpleCommand, registerThothCommand } from './command';
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
import { chooseProjectDatabase, enterProjectPassword, moveProjectDatabase } from './projectDatabases';
import { removeSqlDb } from './removeSqlDb';
import { resetTaskStatus } from './resetTaskStatus';
import { saveTaskLog } from './saveTaskLog';
import { showTaskLog } from './showTaskLog';
import { testConnection } from './testConnection';
import { addWorkspace, moveToWorkspace, removeWorkspace, renameWorkspace } from './workspaces';

/** Registers every command. @param refresh reads the tree anew */
export function registerCommands(services: Services, refresh: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    registerThothCommand(services, addSqlDb),
    registerThothCommand(services, addSqlDbFromFile),
    registerThothCommand(services, removeSqlDb),
    registerThothCommand(services, testConnection),
    registerThothCommand(services, createDbElements),
    registerThothCommand(services, generateTableComments),
    registerThothCommand(services, generateColumnComments),
    registerThothCommand(services, generateWorkspaceTableComments),
    registerThothCommand(services, generateWorkspaceColumnComments),
    registerThothCommand(services, acceptComments),
    registerThothCommand(services, acceptTableWithColumns),
    registerThothCommand(services, editDescription),
    registerThothCommand(services, clearComment),
    registerThothCommand(services, addWorkspace),
    registerThothCommand(services, renameWorkspace),
    registerThothCommand(services, removeWorkspace),
    registerThothCommand(services, moveToWorkspace),
    registerThothCommand(services, cancelTask),
    registerThothCommand(services, resetTaskStatus),
    registerThothCommand(services, showTaskLog),
    registerThothCommand(services, saveTaskLog),
    registerSimpleCommand(services, commandIds.openSample, () => openSample(services)),
    registerSimpleCommand(services, commandIds.showOutput, () => services.output.show(true)),
    registerSimpleCommand(services, commandIds.refresh, refresh),
    registerSimpleCommand(services, commandIds.copyName, copyName),
    registerSimpleCommand(services, commandIds.chooseCommentModel, () => chooseCommentModel(services)),
    registerSimpleCommand(services, commandIds.chooseProjectDatabase, () => chooseProjectDatabase(services)),
    registerSimpleCommand(services, commandIds.moveProjectDatabase, () => moveProjectDatabase(services)),
    registerSimpleCommand(services, commandIds.enterProjectPassword, () => enterProjectPassword(services)),
    registerSimpleCommand(services, commandIds.openSettings, openSettings),
  );
}
