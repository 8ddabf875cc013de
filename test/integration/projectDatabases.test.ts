import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { availableServers, type TestPlace } from '../unit/catalog/engines';
import { QuickInputs } from './support/quickInputs';
import { command, linesBelow, next, nodeAt, useProjectDatabase, useThoth } from './support/thoth';

const script = `
  CREATE TABLE author (author_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE book (book_id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author);`;

for (const engine of availableServers()) {
  describe(`The project database on ${engine.title}`, () => {
    const thoth = useThoth();
    let inputs: QuickInputs;
    let place: TestPlace;
    let url: string;
    beforeEach(async () => {
      inputs = new QuickInputs();
      place = engine.createPlace();
      await place.prepare();
      assert.ok('url' in place.location);
      ({ url } = place.location);
    });
    afterEach(async () => {
      await useProjectDatabase(thoth.api, thoth.projectFile);
      await place.remove();
    });

    const setting = (): string => vscode.workspace.getConfiguration().get('thoth.projectDatabase', '');

    it('is chosen by its address, and then holds databases, runs and logs like a file', async () => {
      const switched = next(thoth.api.tree.onDidChangeTreeData, (node) => node === undefined);
      const choosing = command('thoth.chooseProjectDatabase');
      await inputs.answer('A server that a team shares…');
      await inputs.answer(url);
      await inputs.answer('');
      await choosing;
      await switched;
      assert.equal(setting(), url);
      const sqlDbId = await thoth.add('books', await thoth.createDatabase('books.sqlite', script));
      const { status, taskId } = await thoth.createElements(sqlDbId);
      assert.equal(status, 'COMPLETED');
      await command('thoth.showTaskLog', { taskId });
      assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /Columns created: 2, skipped: 0/);
      const [described] = await command<{ status: string }[]>('thoth.generateTableComments', {
        sqlDbId,
        confirm: false,
      });
      assert.equal(described?.status, 'COMPLETED');
      assert.equal(await command('thoth.acceptComments', { sqlDbId }), 2);
      const [row] = await place.sql<{ count: number }>('SELECT count(*) AS count FROM task_log', []);
      assert.ok(Number(row?.count) > 0);
    });

    it('receives everything from a file that is moved there', async () => {
      const sqlDbId = await thoth.add('books', await thoth.createDatabase('books.sqlite', script));
      const { taskId } = await thoth.createElements(sqlDbId);
      const message = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);
      const before = await linesBelow(thoth.api, await nodeAt(thoth.api, 'books', 'Tables'));
      const switched = next(thoth.api.tree.onDidChangeTreeData, (node) => node === undefined);
      const moving = command('thoth.moveProjectDatabase');
      await inputs.answer('A server that a team shares…');
      await inputs.answer(url);
      await inputs.answer('');
      await moving;
      await switched;
      assert.equal(setting(), url);
      assert.match(String(message.lastCall.args[0]), /has moved/);
      assert.deepEqual(await linesBelow(thoth.api, await nodeAt(thoth.api, 'books', 'Tables')), before);
      await command('thoth.showTaskLog', { taskId });
      assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /Tables created: 2/);
      const { processed } = await thoth.createElements(sqlDbId);
      assert.equal(processed, 2);
    });

    it('says that it refuses the login, and offers to store a password', async () => {
      const stranger = new URL(url);
      stranger.username = 'no_such_user';
      await useProjectDatabase(thoth.api, stranger.href);
      const [error] = await thoth.api.tree.getChildren();
      assert.ok(error);
      assert.match(String(thoth.api.tree.getTreeItem(error).description), /refused the login/);
      assert.ok((await linesBelow(thoth.api, error)).includes('Enter Password…: '));
    });
  });
}
