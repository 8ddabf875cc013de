import * as vscode from 'vscode';
import { settingIds } from '../ids';
import { defineSimpleCommand } from './command';
import { aboveTree } from './menus';

/** Opens the settings of Thoth. */
export const openSettings = defineSimpleCommand({
  id: 'thoth.openSettings',
  title: 'Open Settings',
  menus: [aboveTree('3_settings@2')],
  perform: () => vscode.commands.executeCommand('workbench.action.openSettings', settingIds.projectDatabase),
});
