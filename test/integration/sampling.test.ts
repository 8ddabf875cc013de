import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { describeWithPostgres, postgresServer } from '../unit/support/servers';
import { useDatabase } from '../unit/sources/postgres/support';
import { useComments } from './support/comments';
import { command, nodeAt, useThoth } from './support/thoth';

describeWithPostgres('The sampling of views', () => {
  const thoth = useThoth();
  const comments = useComments();
  const database = useDatabase(`CREATE VIEW greeting AS SELECT 'hello' AS word`);
  let sqlDbId: number;

  beforeEach(async () => {
    const { host: dbHost, port: dbPort, user: userName, password } = postgresServer;
    const login = { dbHost, dbPort, userName, ...(password !== '' && { password }) };
    sqlDbId = await command<number>('thoth.addSqlDb', {
      ...login,
      name: 'greetings',
      dbType: 'postgres',
      dbName: database.name,
    });
    await thoth.createElements(sqlDbId);
    await comments.set({ provider: 'schema' });
  });

  async function logOfRun(): Promise<string> {
    const { taskId } = await comments.columns(sqlDbId, { mode: 'all' });
    const file = thoth.file('run.log');
    await command('thoth.saveTaskLog', { taskId, file });
    return readFile(file, 'utf8');
  }

  it('is off for a superuser until a program allows it, and off again after the program forbids it', async () => {
    const withheld = /No rows of greeting are used: .*Allow Sampling of Views…/;
    assert.match(await logOfRun(), withheld);
    await command('thoth.allowSampling', { sqlDbId, allowed: true });
    assert.doesNotMatch(await logOfRun(), /No rows of/);
    await command('thoth.allowSampling', { sqlDbId, allowed: false });
    assert.match(await logOfRun(), withheld);
  });

  it('is allowed by a person, who is asked first, and forbidden in the same way', async () => {
    const asked = sinon.stub(vscode.window, 'showWarningMessage');
    const answer = async (button: string): Promise<void> => {
      asked.resolves(button as never);
      await command('thoth.allowSampling', await nodeAt(thoth.api, 'greetings'));
      assert.equal(asked.lastCall.args.at(-1), button);
    };
    await answer('Allow');
    assert.doesNotMatch(await logOfRun(), /No rows of/);
    await answer('Forbid');
    assert.match(await logOfRun(), /No rows of greeting are used/);
  });
});
