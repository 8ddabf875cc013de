import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { requestScreenshot } from './screenshots';

const themes = { dark: 'Dark Modern', light: 'Light Modern' };

/** How long the window gets to draw what a command changed. */
const drawMs = 1_000;

/** How many lines of the tree lead from the first database to its tables. */
const linesToTables = 4;

/**
 * Saves pictures of the tree, the output channel, a run's log document and the whole window, dark and light.
 * @throws Error when a picture cannot be made
 */
export async function takePictures(folder: string, taskId: string): Promise<void> {
  await vscode.commands.executeCommand('thoth.showOutput');
  await setTimeout(drawMs);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('thoth.showTaskLog', { taskId });
  await press('thoth.databases.focus', 'list.focusFirst', 'list.collapse', 'list.expand');
  await press(...Array<string>(linesToTables).fill('list.focusDown'), 'list.expand', 'list.focusDown', 'list.expand');
  await inEachTheme(async (shade) => {
    await requestScreenshot({ file: join(folder, `overview-${shade}.png`), part: 'window' });
    await requestScreenshot({ file: join(folder, `tree-${shade}.png`), part: 'sidebar' });
    await requestScreenshot({ file: join(folder, `output-${shade}.png`), part: 'panel' });
    await requestScreenshot({ file: join(folder, `log-${shade}.png`), part: 'editor' });
  });
}

/**
 * Saves pictures of the tree with the comments of the tables, and of the columns of the one that is open, dark and light:
 * `comments-dark.png` and `comments-light.png`. Must follow `takePictures`.
 * @throws Error when a picture cannot be made
 */
export async function takePicturesOfComments(folder: string): Promise<void> {
  await press('workbench.action.closePanel', 'thoth.databases.focus', ...widen);
  await inEachTheme((shade) => requestScreenshot({ file: join(folder, `comments-${shade}.png`), part: 'side' }));
}

/** A comment is longer than the name before it. */
const widen = Array<string>(5).fill('workbench.action.increaseViewSize');

async function inEachTheme(take: (shade: string) => Promise<void>): Promise<void> {
  for (const [shade, theme] of Object.entries(themes)) {
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, target);
    await setTimeout(drawMs);
    await take(shade);
  }
}

/** Runs commands as a person does, who waits until the window has drawn what each changed. */
async function press(...commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    await vscode.commands.executeCommand(command);
    await setTimeout(drawMs);
  }
}
