import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { mariadbServer, postgresServer } from '../unit/support/servers';
import { QuickInputs } from './support/quickInputs';
import { command, linesBelow, nodeAt, useThoth } from './support/thoth';

const script = 'CREATE TABLE author (author_id INTEGER PRIMARY KEY, name TEXT NOT NULL);';

describe('Adding a database', () => {
  const thoth = useThoth();
  let inputs: QuickInputs;
  beforeEach(() => {
    inputs = new QuickInputs();
  });

  it('asks for a file, a language and a name, and suggests one that is free', async () => {
    await thoth.add('library', await thoth.createDatabase('first.sqlite', script));
    const file = await thoth.createDatabase('library.sqlite', script);
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(file)]);
    const adding = command<number>('thoth.addSqlDb');
    await inputs.answer('SQLite');
    await inputs.answer('Italian');
    const name = await inputs.next();
    assert.equal(name.value, 'library (2)');
    await inputs.enter(name, 'library');
    assert.ok('validationMessage' in name && /Another database/.test(String(name.validationMessage)));
    await inputs.enter(name, 'library (2)');
    assert.equal(typeof (await adding), 'number');
    assert.deepEqual(await linesBelow(thoth.api), ['library: SQLite', 'library (2): SQLite']);
    const node = await nodeAt(thoth.api, 'library (2)');
    assert.equal(node.type === 'sqlDb' && node.sqlDb.language, 'it');
  });

  it('keeps the answers when the person goes back, and stores nothing when the person cancels', async () => {
    const adding = command('thoth.addSqlDb');
    await inputs.answer('PostgreSQL');
    await inputs.answer('db.example.org:5433');
    await inputs.answer('shop');
    await inputs.back();
    const database = await inputs.next();
    assert.equal(database.value, 'shop');
    await inputs.enter(database, 'store');
    await inputs.answer('');
    await inputs.giveUp();
    assert.equal(await adding, undefined);
    assert.deepEqual(await linesBelow(thoth.api), []);
  });

  it('shows what is wrong with an answer, and goes on only when it is right', async () => {
    const adding = command('thoth.addSqlDb');
    await inputs.answer('MariaDB');
    const server = await inputs.next();
    assert.equal(server.value, 'localhost:3306');
    await inputs.enter(server, 'not a host');
    assert.match(String('validationMessage' in server && server.validationMessage), /host:port/);
    await inputs.enter(server, 'localhost:3306');
    await inputs.giveUp();
    assert.equal(await adding, undefined);
  });

  it('accepts a pasted connection string, and stores its password only in the secret storage', async () => {
    const { host, port, user } = postgresServer;
    const adding = command<number>('thoth.addSqlDb');
    await inputs.answer('Paste a connection string…');
    await inputs.answer(`postgres://${user}:pl4nted%40word@${host}:${port}/postgres?sslmode=disable`);
    const server = await inputs.next();
    assert.equal(server.value, `${host}:${port}`);
    await inputs.enter(server);
    await inputs.answer('postgres');
    await inputs.answer('');
    await inputs.answer(user);
    const password = await inputs.next();
    assert.equal(password.value, 'pl4nted@word');
    await inputs.enter(password);
    await inputs.answer('disable');
    await inputs.answer('Directly');
    await inputs.answer('English');
    await inputs.answer('by string');
    assert.equal(typeof (await adding), 'number');
    const kept = await readFile(thoth.projectFile, 'latin1');
    assert.ok(!kept.includes('pl4nted'), 'the project database holds the password');
  });

  it('says why a connection fails, and lets the person change it', async () => {
    const shown = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    await writeFile(thoth.file('text.db'), 'This is a text and no database, though it is long enough.');
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(thoth.file('text.db'))]);
    const adding = command('thoth.addSqlDb');
    await inputs.answer('SQLite');
    await inputs.answer('English');
    await inputs.answer('text');
    assert.equal(await adding, undefined);
    const [message, ...buttons] = shown.firstCall.args as unknown[];
    assert.match(String(message), /text\.db/);
    assert.deepEqual(buttons, ['Change the Connection…', 'Show Output']);
    assert.deepEqual(await linesBelow(thoth.api), []);
  });

  for (const [dbType, server] of [
    ['postgres', postgresServer],
    ['mariadb', mariadbServer],
    ['mysql', mariadbServer],
  ] as const) {
    const { host: dbHost, port: dbPort, user: userName, password } = server;
    const given = { name: dbType, dbType, dbHost, dbPort, userName, ...(password !== '' && { password }) };

    it(`of type ${dbType} registers a database on a server, whose elements can be read`, async () => {
      const dbName = dbType === 'postgres' ? 'postgres' : 'test';
      const sqlDbId = await command<number>('thoth.addSqlDb', { ...given, dbName });
      assert.equal(await command('thoth.testConnection', { sqlDbId }), true);
      const { status, failed } = await thoth.createElements(sqlDbId);
      assert.deepEqual({ status, failed }, { status: 'COMPLETED', failed: 0 });
    });

    it(`of type ${dbType} says what to do if the database does not exist`, async () => {
      await assert.rejects(
        Promise.resolve(command('thoth.addSqlDb', { ...given, dbName: 'no_such_database' })),
        /no_such_database/,
      );
      assert.deepEqual(await linesBelow(thoth.api), []);
    });
  }
});
