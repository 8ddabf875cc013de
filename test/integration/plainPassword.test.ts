import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { availableServers } from '../unit/catalog/engines';
import { CuttableProxy } from '../unit/support/cuttableProxy';
import { elsewhere, farPassword as password, useFarPostgres } from '../unit/support/elsewhere';
import { describeWithPostgres, postgresServer } from '../unit/support/servers';
import { QuickInputs } from './support/quickInputs';
import { command, linesBelow, nodeAt, rejects, useProjectDatabase, useThoth } from './support/thoth';

describeWithPostgres('The password of a database on another machine', () => {
  const thoth = useThoth();
  const far = useFarPostgres();
  const notSent = /The password of the user ".*" was not sent: .*allowPlainPassword/;

  it('goes without encryption only if a program allows it, and no more after the program forbids it', async () => {
    await rejects(command('thoth.addSqlDb', far.given()), notSent);
    assert.deepEqual(await linesBelow(thoth.api), []);
    const sqlDbId = await command<number>('thoth.addSqlDb', { ...far.given(), allowPlainPassword: true });
    assert.equal(await command('thoth.testConnection', { sqlDbId }), true);
    assert.equal(await command('thoth.allowPlainPassword', { sqlDbId, allowed: false }), true);
    await rejects(command('thoth.testConnection', { sqlDbId }), notSent);
  });

  it('goes without encryption once the person agreed, who is asked when the connection is tested', async () => {
    const sqlDbId = await command<number>('thoth.addSqlDb', { ...far.given(), allowPlainPassword: true });
    await command('thoth.allowPlainPassword', { sqlDbId, allowed: false });
    const asked = sinon.stub(vscode.window, 'showWarningMessage');
    const failed = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
    const worked = sinon.stub(vscode.window, 'showInformationMessage').resolves(undefined);

    asked.resolves(undefined);
    await command('thoth.testConnection', await nodeAt(thoth.api, 'far'));
    assert.match(String(failed.lastCall.args[0]), /was not sent/);
    const [question, options, button] = asked.lastCall.args as unknown[];
    assert.equal(question, 'Send the password of “far” without encryption?');
    assert.match((options as vscode.MessageOptions).detail ?? '', /“verify-full” or “require”/);
    assert.equal(worked.callCount, 0);

    asked.resolves(button as never);
    await command('thoth.testConnection', await nodeAt(thoth.api, 'far'));
    assert.equal(worked.callCount, 1);
    assert.equal(await command('thoth.testConnection', { sqlDbId }), true);
  });

  it('is asked about while a person adds the database', async () => {
    const asked = sinon.stub(vscode.window, 'showWarningMessage').callsFake((...given) => {
      return Promise.resolve(given.at(-1) as never);
    });
    const inputs = new QuickInputs();
    const adding = command<number>('thoth.addSqlDb');
    await inputs.answer('PostgreSQL');
    for (const answer of [`${elsewhere()}:${far.port}`, 'postgres', '', postgresServer.user, password, 'disable'])
      await inputs.answer(answer);
    for (const answer of ['Directly', 'English', 'far']) await inputs.answer(answer);
    assert.equal(typeof (await adding), 'number');
    assert.equal(asked.callCount, 1);
  });
});

describeWithPostgres('The password of a project database on another machine', () => {
  const thoth = useThoth();
  const setting = (): string => vscode.workspace.getConfiguration().get('thoth.projectDatabase', '');

  it('goes without encryption once the person agreed, who is asked when it is chosen', async () => {
    const engine = availableServers().find(({ title }) => title === postgresServer.label);
    assert.ok(engine);
    const place = engine.createPlace();
    await place.prepare();
    const far = await CuttableProxy.start(postgresServer, elsewhere());
    const inputs = new QuickInputs();
    try {
      assert.ok('url' in place.location);
      const url = new URL(place.location.url);
      url.host = `${elsewhere()}:${far.port}`;
      url.searchParams.set('sslmode', 'disable');
      const choose = async (): Promise<void> => {
        const choosing = command('thoth.chooseProjectDatabase');
        for (const answer of ['A server that a team shares…', url.href, password]) await inputs.answer(answer);
        await choosing;
      };
      const failed = sinon.stub(vscode.window, 'showErrorMessage').resolves(undefined);
      const asked = sinon.stub(vscode.window, 'showWarningMessage').resolves(undefined);
      await choose();
      assert.match(String(failed.lastCall.args[0]), /The password of the user ".*" was not sent/);
      assert.equal(setting(), thoth.projectFile);

      asked.resetHistory();
      asked.callsFake((...given) => Promise.resolve(given.at(-1) as never));
      await choose();
      assert.equal(asked.callCount, 1);
      assert.equal(setting(), url.href);
    } finally {
      if (setting() !== thoth.projectFile) await useProjectDatabase(thoth.api, thoth.projectFile);
      await far.close();
      await place.remove();
    }
  });
});
