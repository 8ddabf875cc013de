import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { manyViews } from './support/manyTables';
import { command, linesBelow, next, nodeAt, rejects, useThoth } from './support/thoth';

const script = `
  CREATE TABLE author (id INTEGER PRIMARY KEY);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id));
  CREATE TABLE lost (x INTEGER REFERENCES nowhere (id));
`;

describe('A log document', () => {
  const thoth = useThoth();

  async function openFinished(): Promise<vscode.TextDocument> {
    const sqlDbId = await thoth.add('My/Library', await thoth.createDatabase('library.sqlite', script));
    await thoth.createElements(sqlDbId);
    await command('thoth.showTaskLog', { sqlDbId, kind: 'dbElements' });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }

  it('has a readable name, the language of logs, and the whole log', async () => {
    const document = await openFinished();
    assert.equal(document.uri.scheme, 'thoth-log');
    assert.match(document.uri.path, /^\/My_Library – Database elements – \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.log$/);
    assert.equal(document.languageId, 'thoth-log');
    const lines = document.getText().split('\n');
    assert.match(lines[0] ?? '', /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] Step 1: Creating tables$/);
    assert.match(lines.at(-2) ?? '', /\] Completed: 3 successful, 0 failed, Total time: \d+s$/);
    assert.equal(lines.at(-1), '');
  });

  it('is read-only', async () => {
    const document = await openFinished();
    assert.equal(vscode.workspace.fs.isWritableFileSystem('thoth-log'), false);
    const text = document.getText();
    await assert.rejects(async () => vscode.workspace.fs.writeFile(document.uri, new Uint8Array()));
    await assert.rejects(async () => vscode.workspace.fs.delete(document.uri));
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri)), text);
    const stat = await vscode.workspace.fs.stat(document.uri);
    assert.equal(stat.permissions, vscode.FilePermission.Readonly);
    assert.equal(stat.size, new TextEncoder().encode(text).byteLength);
  });

  it('folds by step, and has an outline of the steps', async () => {
    const document = await openFinished();
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const headings = folds.map(({ start }) => document.lineAt(start).text.replace(/^\[.*?\] /, ''));
    assert.deepEqual(headings, [
      'Step 1: Creating tables',
      'Step 2: Creating columns for each table',
      'Step 3: Creating foreign key relationships',
    ]);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      headings,
    );
  });

  it('follows a running task to its end', async () => {
    const sqlDbId = await thoth.add('Many', await thoth.createDatabase('many.sqlite', manyViews(5000)));
    const started = next(thoth.api.onDidStartTask);
    const running = thoth.createElements(sqlDbId);
    const { taskId } = await started;
    await command('thoth.showTaskLog', { taskId });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    assert.ok(!document.getText().includes('Completed: '), 'it was opened while the task ran');
    const whole = next(
      vscode.workspace.onDidChangeTextDocument,
      (change) => change.document === document && document.getText().includes('Completed: '),
    );
    await running;
    await whole;
    assert.match(document.getText(), /Processing table 5000\/5000: t/);
    assert.equal(document.isDirty, false);
  });

  it('exists for every run that the tree lists', async () => {
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    for (let run = 0; run < 3; run++) await thoth.createElements(sqlDbId);
    const task = await nodeAt(thoth.api, 'Library', 'Database elements');
    assert.equal((await linesBelow(thoth.api, task)).length, 3);
    const texts = [];
    for (const node of await thoth.api.tree.getChildren(task)) {
      const open = thoth.api.tree.getTreeItem(node).command;
      assert.ok(open);
      await vscode.commands.executeCommand(open.command, ...(open.arguments ?? []));
      texts.push(vscode.window.activeTextEditor?.document.getText() ?? '');
    }
    assert.deepEqual(
      texts.map((text) => /Tables created: \d/.exec(text)?.[0]),
      ['Tables created: 0', 'Tables created: 0', 'Tables created: 3'],
    );
  });

  it('warns of a foreign key without a target', async () => {
    assert.match((await openFinished()).getText(), /Table lost: foreign key \(x\) to nowhere left out/);
  });

  it('is not opened for a run that does not exist', async () => {
    const sqlDbId = await thoth.add('Library', await thoth.createDatabase('library.sqlite', script));
    await rejects(command('thoth.showTaskLog', { sqlDbId, kind: 'dbElements' }), /no task run yet/);
    await rejects(command('thoth.showTaskLog', { taskId: 'nothing' }), /nothing/);
    await assert.rejects(async () => vscode.workspace.openTextDocument(vscode.Uri.parse('thoth-log:/x.log?nothing')));
  });

  it('is saved to a file that a program names or a person picks', async () => {
    const document = await openFinished();
    const taskId = document.uri.query;
    const file = thoth.file('saved.log');
    assert.equal(await command('thoth.saveTaskLog', { taskId, file }), file);
    assert.equal(await readFile(file, 'utf8'), document.getText());

    const picked = thoth.file('picked.log');
    const dialog = sinon.stub(vscode.window, 'showSaveDialog').resolves(vscode.Uri.file(picked));
    assert.equal(await command('thoth.saveTaskLog', { taskId }), picked);
    assert.match(dialog.firstCall.args[0]?.defaultUri?.path ?? '', /My_Library – Database elements – .*\.log$/);
    assert.equal(await readFile(picked, 'utf8'), document.getText());
    dialog.resolves(undefined);
    assert.equal(await command('thoth.saveTaskLog', { taskId }), undefined);

    await rejects(command('thoth.saveTaskLog', { taskId, file: 'saved.log' }), /give the whole path/);
    await rejects(command('thoth.saveTaskLog', { taskId: 'nothing' }), /nothing/);
    await rejects(command('thoth.saveTaskLog', { file }), /"taskId"/);
  });
});
