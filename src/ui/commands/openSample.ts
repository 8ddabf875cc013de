import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { dbElements } from '../../tasks/kinds/dbElements';
import type { Services } from '../services';
import { stateOf } from '../tree/taskView';
import { defineSimpleCommand } from './command';
import { createDbElements } from './createDbElements';
import { aboveTree } from './menus';

/** Registers the sample database, built at the first call, and offers to catalogue it. Returns its id. */
export const openSample = defineSimpleCommand({
  id: 'thoth.openSample',
  title: 'Open the Sample Database',
  icon: 'beaker',
  menus: [aboveTree('1_add@1')],
  async perform(services) {
    const file = vscode.Uri.joinPath(services.storageUri, 'library.sqlite').fsPath;
    const script = vscode.Uri.joinPath(services.extensionUri, 'media', 'sample', 'library.sql').fsPath;
    if (!existsSync(file)) {
      await mkdir(services.storageUri.fsPath, { recursive: true });
      const { buildSample } = await import('../../sources/sample');
      await buildSample(script, file);
    }
    const sqlDbId = await services.sqlDbs.addFile(file, 'Library');
    void services.view.reveal(sqlDbId);
    void offerToCatalogue(services, sqlDbId);
    return sqlDbId;
  },
});

async function offerToCatalogue({ project }: Services, sqlDbId: number): Promise<void> {
  const { sqlDbs } = await project.get();
  if (stateOf(await sqlDbs.get(sqlDbId), dbElements).status !== 'IDLE') return;
  const create = vscode.l10n.t('Create Database Elements');
  const message = vscode.l10n.t('The sample database is ready. Create its database elements now?');
  if ((await vscode.window.showInformationMessage(message, create)) === create) {
    await vscode.commands.executeCommand(createDbElements.id, { sqlDbId });
  }
}
