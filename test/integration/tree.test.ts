import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { doubleQuoted, hostileTexts, sqlString } from '../faults/support/hostile';
import { manyViews } from './support/manyTables';
import {
  command,
  lineOf,
  linesBelow,
  next,
  nodeAt,
  rejects,
  setProjectDatabase,
  useProjectDatabase,
  useThoth,
} from './support/thoth';

const library = `
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id), title VARCHAR(200) DEFAULT '<b>x</b>');
  CREATE TABLE copy (book_id INTEGER REFERENCES book, number INTEGER, PRIMARY KEY (book_id, number));
  CREATE TABLE loan (book_id INTEGER, number INTEGER, FOREIGN KEY (book_id, number) REFERENCES copy (book_id, number));
  CREATE VIEW title AS SELECT title FROM book;
`;

describe('The tree', () => {
  const thoth = useThoth();

  it('shows tasks, tables, columns and relationships, each when it is opened', async () => {
    const { api } = thoth;
    await thoth.createElements(await thoth.add('Library', await thoth.createDatabase('library.sqlite', library)));
    const root = await nodeAt(api, 'Library');
    const [task, ...groups] = await linesBelow(api, root);
    assert.match(task ?? '', /^Database elements: completed now · 0s$|^Database elements: completed now · \d+s$/);
    assert.deepEqual(groups, [
      'Table comments: not run yet',
      'Column comments: not run yet',
      'Tables: 5',
      'Relationships: ',
    ]);
    assert.deepEqual(await linesBelow(api, await nodeAt(api, 'Library', 'Tables')), [
      'author: ',
      'book: ',
      'copy: ',
      'loan: ',
      'title: ',
    ]);
    assert.deepEqual(await linesBelow(api, await nodeAt(api, 'Library', 'Tables', 'book')), [
      'id: INTEGER',
      'author_id: INTEGER',
      'title: VARCHAR(200)',
    ]);
    assert.deepEqual((await linesBelow(api, await nodeAt(api, 'Library', 'Relationships'))).sort(), [
      'book.author_id → author.id: ',
      'copy.book_id → book.id: ',
      'loan.(book_id, number) → copy.(book_id, number): ',
    ]);
  });

  it('marks keys and views by icons, and keys for a screen reader too', async () => {
    const { api } = thoth;
    await thoth.createElements(await thoth.add('Library', await thoth.createDatabase('library.sqlite', library)));
    const iconOf = async (...path: string[]): Promise<string> => {
      const { iconPath } = api.tree.getTreeItem(await nodeAt(api, 'Library', 'Tables', ...path));
      return (iconPath as vscode.ThemeIcon).id;
    };
    assert.deepEqual([await iconOf('author'), await iconOf('title')], ['table', 'eye']);
    assert.deepEqual(
      [await iconOf('book', 'id'), await iconOf('book', 'author_id'), await iconOf('book', 'title')],
      ['key', 'references', 'symbol-field'],
    );
    const key = api.tree.getTreeItem(await nodeAt(api, 'Library', 'Tables', 'book', 'author_id'));
    assert.match(key.accessibilityInformation?.label ?? '', /refers to author\.id/);
  });

  it('shows all properties of a column in a tooltip, in which no text becomes markup', async () => {
    const { api } = thoth;
    await thoth.createElements(await thoth.add('Library', await thoth.createDatabase('library.sqlite', library)));
    const node = await nodeAt(api, 'Library', 'Tables', 'book', 'title');
    const item = api.tree.getTreeItem(node);
    assert.equal(item.tooltip, undefined, 'made when somebody points at it');
    const { tooltip } = api.tree.resolveTreeItem(item, node);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.ok(!tooltip.isTrusted && !tooltip.supportHtml);
    assert.match(tooltip.value, /VARCHAR/);
    assert.ok(!tooltip.value.includes('<b>'), tooltip.value);
  });

  it('never interprets a name as markup, command or icon', async () => {
    const { api } = thoth;
    const script = hostileTexts.map(
      (name) => `CREATE TABLE ${doubleQuoted(name)} (${doubleQuoted(name)} TEXT DEFAULT ${sqlString(name)});`,
    );
    await thoth.createElements(
      await thoth.add('Library', await thoth.createDatabase('hostile.sqlite', script.join('\n'))),
    );
    const tables = await api.tree.getChildren(await nodeAt(api, 'Library', 'Tables'));
    assert.equal(tables.length, hostileTexts.length);
    for (const table of tables) {
      for (const node of [table, ...(await api.tree.getChildren(table))]) {
        const { tooltip } = api.tree.resolveTreeItem(api.tree.getTreeItem(node), node);
        assert.ok(tooltip instanceof vscode.MarkdownString);
        assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
        assert.doesNotMatch(tooltip.value, /(?<!\\)(\]\(|!\[|`|~~)/, tooltip.value);
      }
    }
  });

  it('keeps the nodes of databases and tasks, so that each can be refreshed alone', async () => {
    await thoth.add('Library', await thoth.createDatabase('library.sqlite', library));
    const ids = async (): Promise<string[]> => {
      const [root] = await thoth.api.tree.getChildren();
      return [root, ...(await thoth.api.tree.getChildren(root))].map((node) => String(node?.id));
    };
    const [before] = await thoth.api.tree.getChildren();
    const idsBefore = await ids();
    assert.equal((await thoth.api.tree.getChildren())[0], before);
    assert.deepEqual(await ids(), idsBefore);
    assert.equal(new Set(idsBefore).size, idsBefore.length);
  });

  it('lists ten thousand tables at once', async function () {
    // cataloguing them takes long on a busy machine
    this.timeout(120_000);
    const sqlDbId = await thoth.add('Many', await thoth.createDatabase('many.sqlite', manyViews(10_000)));
    await thoth.createElements(sqlDbId);
    const tables = await nodeAt(thoth.api, 'Many', 'Tables');
    assert.equal(lineOf(thoth.api, tables), 'Tables: 10,000');
    assert.equal((await thoth.api.tree.getChildren(tables)).length, 10_000);
  });
});

describe('A project database that does not open', () => {
  const thoth = useThoth();

  it('is one node with the reason, and with the possible actions below it', async () => {
    const { api } = thoth;
    const garbage = thoth.file('garbage.sqlite');
    await writeFile(garbage, 'This is a text and no database, though it is long enough to be one.');
    await useProjectDatabase(api, garbage);
    const [error, ...others] = await api.tree.getChildren();
    assert.ok(error?.type === 'error' && others.length === 0);
    assert.match(lineOf(api, error), /^No project database: .*garbage\.sqlite/);
    const actions = (await api.tree.getChildren(error)).map((node) => api.tree.getTreeItem(node).command?.command);
    assert.deepEqual(actions, [
      'thoth.refresh',
      'thoth.chooseProjectDatabase',
      'thoth.openSettings',
      'thoth.showOutput',
    ]);
  });

  it('is reported to programs and to people, with buttons for people', async () => {
    const garbage = thoth.file('garbage.sqlite');
    await writeFile(garbage, 'This is a text and no database, though it is long enough to be one.');
    await useProjectDatabase(thoth.api, garbage);
    await rejects(command('thoth.createDbElements', { sqlDbId: 1 }), /garbage\.sqlite/);
    const shown = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    assert.equal(await command('thoth.createDbElements'), undefined);
    assert.deepEqual(shown.firstCall.args.slice(1), ['Retry', 'Choose Another Place…', 'Open Settings', 'Show Output']);
  });

  it('is opened when the file is valid again and somebody retries', async () => {
    const file = thoth.file('later.sqlite');
    await writeFile(file, 'This is a text and no database, though it is long enough to be one.');
    await useProjectDatabase(thoth.api, file);
    assert.equal((await thoth.api.tree.getChildren())[0]?.type, 'error');
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
    assert.equal((await thoth.api.tree.getChildren())[0]?.type, 'error', 'looking alone does not try again');
    await command('thoth.refresh');
    assert.deepEqual(await thoth.api.tree.getChildren(), []);
  });

  it('can be one with a password in its address, which no node repeats', async () => {
    await useProjectDatabase(thoth.api, 'postgres://ada:s3cret@host/thoth');
    assert.match((await linesBelow(thoth.api))[0] ?? '', /holds a password/);
    assert.ok(!(await linesBelow(thoth.api)).join().includes('s3cret'));
  });

  it('is replaced by another one only when the running tasks have ended', async () => {
    const { api } = thoth;
    const sqlDbId = await thoth.add('Many', await thoth.createDatabase('many.sqlite', manyViews(5000)));
    const asked = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
    const started = next(api.onDidStartTask);
    const switched = next(api.tree.onDidChangeTreeData, (node) => node === undefined);
    const running = thoth.createElements(sqlDbId);
    await started;
    await setProjectDatabase(thoth.file('other.sqlite'));
    assert.equal((await running).status, 'COMPLETED');
    await switched;
    assert.equal(asked.callCount, 1);
    assert.deepEqual(await api.tree.getChildren(), []);
    await useProjectDatabase(api, thoth.projectFile);
    assert.deepEqual(await linesBelow(api), ['Many: SQLite']);
  });
});
