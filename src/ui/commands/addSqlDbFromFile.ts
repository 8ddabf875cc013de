import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import { sourceEngines } from '../../sources/engines';
import { dbElements } from '../../tasks/kinds/dbElements';
import { defineCommand } from './command';
import { onFiles } from './menus';
import { showFailures } from './taskOutcome';

const fileEndings = [...sourceEngines.values()].flatMap(({ fileExtensions }) => fileExtensions);

/** “Catalog with Thoth” on a file: registers it if it is not registered yet, and creates its elements. */
export const addSqlDbFromFile = defineCommand({
  id: 'thoth.addSqlDbFromFile',
  title: 'Catalog with Thoth',
  menus: [onFiles(fileEndings, '7_thoth@1')],
  argument: ({ z, text }) => z.strictObject({ file: text }),
  async ask(_services, { files }) {
    const [file] = files.length > 0 ? files : ((await vscode.window.showOpenDialog()) ?? []);
    return file && { file: pathOf(file) };
  },
  async run({ sqlDbs, tasks, view }, { file }) {
    const sqlDbId = await sqlDbs.addFile(file);
    void view.reveal(sqlDbId);
    return tasks.run(dbElements.kind, [{ type: 'sqlDb', id: sqlDbId }]);
  },
  tell: showFailures,
});

/** @throws ThothError SOURCE_UNSUPPORTED for a file that is not on this machine's disks */
function pathOf(file: vscode.Uri): string {
  if (file.scheme === 'file') return file.fsPath;
  throw new ThothError(
    'SOURCE_UNSUPPORTED',
    vscode.l10n.t('“{0}” is not a file on this machine. Copy it to a local folder first.', file.toString(true)),
  );
}
