import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { requestScreenshot } from './screenshots';

const themes = { dark: 'Dark Modern', light: 'Light Modern' };

/** How long the window gets to draw what a command changed. */
const drawMs = 1_000;

/**
 * Saves pictures of the tree, the output channel, a run's log document and the whole window, dark and light.
 * @throws Error when a picture cannot be made
 */
export async function takePictures(folder: string, taskId: string): Promise<void> {
  await vscode.commands.executeCommand('thoth.showOutput');
  await setTimeout(drawMs);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('thoth.showTaskLog', { taskId });
  await expandTree();
  for (const [shade, theme] of Object.entries(themes)) {
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, target);
    await setTimeout(drawMs);
    await requestScreenshot({ file: join(folder, `overview-${shade}.png`), part: 'window' });
    await requestScreenshot({ file: join(folder, `tree-${shade}.png`), part: 'sidebar' });
    await requestScreenshot({ file: join(folder, `output-${shade}.png`), part: 'panel' });
    await requestScreenshot({ file: join(folder, `log-${shade}.png`), part: 'editor' });
  }
}

/** Opens the first database, and in it the first table; a database that is open already is closed before. */
async function expandTree(): Promise<void> {
  const steps = [
    'thoth.databases.focus',
    ...['list.focusFirst', 'list.collapse', 'list.expand'],
    ...['list.focusDown', 'list.focusDown', 'list.expand'],
    ...['list.focusDown', 'list.expand'],
  ];
  for (const step of steps) {
    await vscode.commands.executeCommand(step);
    await setTimeout(drawMs);
  }
}
