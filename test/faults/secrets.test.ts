import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { SqlDbValues } from '../../src/model/databases';
import type { TaskOwner } from '../../src/model/runs';
import { parseConnectionString } from '../../src/sources/server/connectionString';
import { sourceEngines } from '../../src/sources/engines';
import type { ConnectionSecrets } from '../../src/sources/settings';
import type { TaskInput } from '../../src/tasks/task';
import type { TaskRun } from '../../src/tasks/running/taskRun';
import { startModelServer, type ModelServer } from '../unit/comments/models/modelServer';
import { execute, settingsFor, uniqueName, useDatabase as useMariadb } from '../unit/sources/mysql/support';
import { describeWithOwnPostgres, useOwnServer } from '../unit/sources/postgres/ownServer';
import { settingsOf } from '../unit/sources/postgres/support';
import { describeWithSshd, makeKey, useSshd } from '../unit/sources/ssh/sshd';
import { describeWithMariadb } from '../unit/support/servers';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { modelComments } from './support/comments';
import { FaultProject } from './support/project';
import { assertNoLeak, assertNotInProcesses } from './support/leaks';
import { changeFromOutside } from './support/otherProgram';
import { registered } from './support/serverSources';

/** A unique text, with characters that URLs, JSON and shells encode. */
const plant = (): string => `Pl@nt/${randomUUID()}:"é%&+`;

describe('A planted secret', () => {
  const folder = useTemporaryFolder();
  let home: string;
  let project: FaultProject;
  let server: ModelServer;
  const runs: TaskRun[] = [];

  beforeEach(async () => {
    // only what the product itself writes is in this folder
    home = folder.file('home');
    await mkdir(home);
    project = await FaultProject.open({ file: `${home}/project.sqlite` });
    server = await startModelServer();
    runs.length = 0;
  });
  afterEach(async () => {
    await server.close();
    await project.close();
  });

  const run = async (kind: string, owner: TaskOwner, input: TaskInput = {}): Promise<TaskRun> => {
    const started = await project.runner().start(kind, owner, input);
    await started.settled;
    runs.push(started);
    return started;
  };
  /** Searches for the secret everywhere that the runs of the test have written to. */
  const nowhere = async (secret: string, { inRequests = true } = {}): Promise<void> => {
    const ends = await Promise.all(runs.map(({ result }) => result));
    const rows = await Promise.all(runs.map(({ taskId }) => project.catalog.runs.get(taskId)));
    const places = {
      logs: runs.map(({ handler }) => handler.getLogs()).join('\n'),
      results: ends,
      rows,
      failures: runs.map(({ outcome }) => outcome?.failure),
      output: project.logger.records.join('\n'),
      ...(inRequests && { requests: server.requests.map(({ body }) => body) }),
    };
    assertNoLeak(secret, places, home);
    assertNotInProcesses(secret);
  };
  const add = (values: SqlDbValues, secrets: ConnectionSecrets): Promise<TaskOwner> => project.add(values, secrets);

  it('in a connection string is in no error of parsing it', () => {
    const secret = plant();
    const encoded = encodeURIComponent(secret);
    for (const text of [
      `nonsense://ann:${encoded}@db/shop`,
      `postgres://ann:${encoded}@db:99999/shop`,
      `postgres://ann:${encoded}@db:port/shop?sslmode=${encoded}`,
      `mysql://ann:${secret}@db:99999/shop`,
      `mariadb://ann:${encoded}@/shop?password=${encoded}&sslmode=never`,
      `${encoded}`,
    ]) {
      try {
        parseConnectionString(text, sourceEngines.values());
      } catch (error) {
        assertNoLeak(secret, { error }, home);
      }
    }
  });

  it('as the key of a model server is in nothing, although errors of the server hold it', async () => {
    const apiKey = plant();
    const file = folder.file('source.sqlite');
    changeFromOutside(file, 'CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER);');
    const owner = await add({ name: 'shop', dbType: 'sqlite', dbName: file }, {});
    project.redactor.add(apiKey);
    await run('dbElements', owner);
    const base64 = Buffer.from(`user:${apiKey}`).toString('base64');
    const message = `key ${apiKey} as ${encodeURIComponent(apiKey)} or ${JSON.stringify(apiKey)}, ${base64} is refused`;
    for (const status of [400, 401, 404, 429, 500]) {
      server.next({ kind: 'status', status, message, headers: { 'retry-after': '0' } });
      server.always({ kind: 'status', status: 401, message });
      await run('tableComments', owner, { comments: modelComments(server.baseUrl, { apiKey }) });
    }
    server.always({ kind: 'good', comment: () => `The key is ${apiKey}.` });
    assert.equal(
      (await (await run('tableComments', owner, { comments: modelComments(server.baseUrl, { apiKey }) })).result)
        .status,
      'COMPLETED',
    );
    assert.ok(server.requests.every(({ authorization }) => authorization === `Bearer ${apiKey}`));
    await nowhere(apiKey);
  });

  it('in the rows, the definitions and the comments of a source is not sent to a model, nor kept', async () => {
    const secret = plant();
    const literal = `'${secret.replaceAll("'", "''")}'`;
    const file = folder.file('source.sqlite');
    changeFromOutside(
      file,
      `CREATE TABLE a (word TEXT, number INTEGER); CREATE VIEW b AS SELECT ${literal} AS word;
       INSERT INTO a VALUES (${literal}, 1), ('password=' || ${literal}, 2), ('https://ann:' || ${literal} || '@db', 3);`,
    );
    const owner = await add({ name: 'shop', dbType: 'sqlite', dbName: file }, { password: secret });
    await run('dbElements', owner);
    for (const kind of ['tableComments', 'columnComments']) {
      assert.equal(
        (await (await run(kind, owner, { comments: modelComments(server.baseUrl) })).result).status,
        'COMPLETED',
      );
    }
    assert.equal(server.requests.length, 4);
    await nowhere(secret);
  });

  describeWithSshd('as the passphrase of an SSH key', () => {
    const sshd = useSshd();

    it('is in nothing, whether it is wrong or missing its server', async () => {
      const secret = plant();
      const keyFile = folder.file('locked');
      makeKey(keyFile, 'ed25519', 'another passphrase');
      for (const port of [sshd.port, 1]) {
        const { host, knownHostsFile } = sshd.settings({});
        const ssh = {
          host,
          port,
          userName: userInfo().username,
          authentication: 'key',
          keyFile,
          knownHostsFile: knownHostsFile!,
        };
        const values = { name: `shop ${port}`, dbType: 'postgres', dbName: 'shop', dbHost: 'db', userName: 'ann', ssh };
        const owner = await add(values, { sshSecret: secret, password: secret });
        assert.equal((await (await run('dbElements', owner)).result).status, 'FAILED');
      }
      await nowhere(secret);
    });
  });

  describeWithOwnPostgres('as a password of PostgreSQL', () => {
    const postgres = useOwnServer('host all locked 127.0.0.1/32 scram-sha-256\n');

    it('is in nothing, whether it is wrong, right, or in an error of the server', async function () {
      this.timeout(30_000);
      const [right, wrong] = [plant(), plant()];
      await postgres.run(`
        CREATE ROLE locked LOGIN PASSWORD '${right}'; CREATE TABLE a (id int);
        CREATE FUNCTION boom() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'cannot use ${right}'; END $$;
        CREATE VIEW b AS SELECT boom() AS word;
        COMMENT ON TABLE a IS 'hello'; GRANT SELECT ON a, b TO locked;`);
      const settings = settingsOf('postgres', { userName: 'locked' }, postgres);
      const refused = await add(registered('refused', settings).values, { password: wrong });
      assert.equal((await (await run('dbElements', refused)).result).status, 'FAILED');
      const shop = await add(registered('shop', settings).values, { password: right });
      assert.equal((await (await run('dbElements', shop)).result).status, 'COMPLETED');
      const comments = await run('tableComments', shop, { comments: modelComments(server.baseUrl) });
      assert.match(comments.handler.getLogs(), /No rows of b are used: .*cannot use •••/);
      await nowhere(wrong);
      await nowhere(right);
    });
  });

  describeWithMariadb('as a password of MariaDB', () => {
    const database = useMariadb('CREATE TABLE a (id int)');
    const user = uniqueName('u');
    after(() => execute([`DROP USER IF EXISTS ${user}@'%'`]));

    const setPassword = (password: string): Promise<unknown> =>
      execute([
        `CREATE OR REPLACE USER ${user}@'%' IDENTIFIED BY '${password}'`,
        `GRANT SELECT ON ${database.name}.* TO ${user}@'%'`,
      ]);

    it('is in nothing, be it wrong or right', async () => {
      const [right, wrong] = [plant(), plant()];
      await setPassword(right);
      const { values } = registered('shop', settingsFor(database.name, { userName: user }));
      const refused = await add({ ...values, name: 'refused' }, { password: wrong });
      assert.equal((await (await run('dbElements', refused)).result).status, 'FAILED');
      assert.equal(
        (await (await run('dbElements', await add(values, { password: right }))).result).status,
        'COMPLETED',
      );
      await nowhere(wrong);
      await nowhere(right);
    });

    it('of one letter works, is not shown, and does not hide ordinary words', async () => {
      await setPassword('e');
      const { values } = registered('shop', settingsFor(database.name, { userName: user }));
      const shop = await run('dbElements', await add(values, { password: 'e' }));
      assert.equal((await shop.result).status, 'COMPLETED');
      const refused = await run('dbElements', await add({ ...values, name: 'refused' }, { password: 'x' }));
      assert.equal((await refused.result).status, 'FAILED');
      const logs = runs.map(({ handler }) => handler.getLogs()).join('\n');
      // the server's own "using password: YES" looks like a password
      assert.doesNotMatch(logs.replace('password: •••', ''), /•••/);
      assert.match(logs, /Step 1: Creating tables/);
      for (const shown of [
        `${user}:e@`,
        `${user}:x@`,
        'password=e',
        'password=x',
        '"password":"e"',
        '"password":"x"',
      ]) {
        assertNoLeak(shown, { logs, ends: await Promise.all(runs.map(({ result }) => result)) }, home);
      }
    });
  });
});
