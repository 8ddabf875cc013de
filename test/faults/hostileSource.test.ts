import assert from 'node:assert/strict';
import type { SqlDbValues } from '../../src/model/databases';
import type { TaskOwner } from '../../src/model/runs';
import type { ConnectionSecrets } from '../../src/sources/settings';
import { execute, useDatabase as useMariadb, settingsFor } from '../unit/sources/mysql/support';
import { settingsOf, useDatabase as usePostgres } from '../unit/sources/postgres/support';
import { describeWithMariadb, describeWithPostgres } from '../unit/support/servers';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { modelComments, useModelServer } from './support/comments';
import { useFaultProject } from './support/project';
import { doubleQuoted, emoji, hostileTexts, longText, sqlString, unfitForLog } from './support/hostile';
import { changeFromOutside } from './support/otherProgram';
import { registered } from './support/serverSources';

interface Hostile {
  readonly values: SqlDbValues;
  readonly secrets: ConnectionSecrets;
  readonly names: readonly string[];
}

/** Adds a test that runs every task kind over a source in which every text is hostile. */
function itIsAllData(hostile: () => Hostile, canaryStands: () => Promise<boolean>): void {
  const folder = useTemporaryFolder();
  const project = useFaultProject(folder);
  const server = useModelServer();

  const logOf = async (kind: string, owner: TaskOwner): Promise<readonly string[]> => {
    // the model's comments are hostile, too
    const texts = hostileTexts.values();
    server.current.always({
      kind: 'good',
      comment: () => `It means ${texts.next().value ?? longText.slice(0, 500)} here.`,
    });
    const run = await project.current.runner().start(kind, owner, { comments: modelComments(server.current.baseUrl) });
    const result = await run.result;
    assert.equal(result.status, 'COMPLETED', run.handler.getLogs());
    assert.equal(result.failed, 0, run.handler.getLogs());
    const saved = await project.current.savedLog(run.taskId);
    assert.equal(saved, run.handler.getLogs());
    const lines = saved.split('\n');
    for (const line of lines) {
      assert.match(line, /^(\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] | {4})/, 'a name passes for a record');
      assert.doesNotMatch(line.replaceAll('\t', ' '), unfitForLog);
    }
    assert.equal(lines.filter((line) => /^\[[^\]]+\] Step 1: /.test(line)).length, 1);
    return lines;
  };

  it('is data: stored unchanged, and never run, obeyed or interpreted', async function () {
    this.timeout(60_000);
    const { values, secrets, names } = hostile();
    const owner = await project.current.add({ ...values, name: `shop ${hostileTexts[6]}` }, secrets);
    const all = [...names, 'canary'].sort();
    const { elements } = project.current.catalog;
    for (const time of ['first', 'second']) {
      await logOf('dbElements', owner);
      const tables = await elements.listTables(owner.id);
      assert.deepEqual(tables.map(({ name }) => name).sort(), all, time);
      for (const { id, name, gone } of tables) {
        assert.equal(gone, false);
        if (name === 'canary') continue;
        assert.deepEqual(
          (await elements.listColumns(id)).map((column) => column.name),
          [name],
        );
      }
    }
    await logOf('tableComments', owner);
    assert.deepEqual(server.current.requests.flatMap(({ items }) => items).sort(), all);
    await logOf('columnComments', owner);
    assert.equal(await project.current.catalog.comments.accept(owner.id, {}), 2 * names.length + 2);
    assert.equal((await project.current.catalog.sqlDbs.list()).length, 1);
    assert.equal(await canaryStands(), true);
    for (const { path, authorization } of server.current.requests) {
      assert.deepEqual([path, authorization], ['/v1/chat/completions', undefined]);
    }
  });
}

describe('Every hostile text of a SQLite source', () => {
  const folder = useTemporaryFolder();
  const names = [...hostileTexts, emoji, longText];
  let file: string;
  beforeEach(() => {
    file = folder.file('hostile.sqlite');
    const tables = names.map((name) => {
      const value = sqlString(name.replaceAll('\0', ''));
      return `CREATE TABLE ${doubleQuoted(name)} (${doubleQuoted(name)} TEXT DEFAULT ${sqlString(name)});
        INSERT INTO ${doubleQuoted(name)} VALUES (${value}), (${value} || char(0) || 'after NUL');`;
    });
    changeFromOutside(file, `CREATE TABLE canary (a); ${tables.join('\n')}`);
  });
  itIsAllData(
    () => ({ values: { name: 'shop', dbType: 'sqlite', dbName: file }, secrets: {}, names }),
    async () => Promise.resolve(changeFromOutside(file, 'SELECT * FROM canary;')).then(() => true),
  );
});

describeWithPostgres('Every hostile text of a PostgreSQL source', () => {
  const names = [...hostileTexts, emoji];
  const script = names.map((name) => {
    const table = doubleQuoted(name);
    return `CREATE TABLE ${table} (${table} text DEFAULT ${sqlString(name)});
      COMMENT ON TABLE ${table} IS ${sqlString(name)}; COMMENT ON COLUMN ${table}.${table} IS ${sqlString(name)};
      INSERT INTO ${table} VALUES (${sqlString(name)});`;
  });
  const database = usePostgres(`CREATE TABLE canary (a int); ${script.join('\n')}`);
  itIsAllData(
    () => ({ ...registered('shop', settingsOf(database.name)), names }),
    async () => (await database.run('SELECT count(*) FROM canary')).length === 1,
  );
});

describeWithMariadb('Every hostile text of a MariaDB source', () => {
  const names = [...hostileTexts];
  const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
  const literal = (text: string): string => sqlString(text.replaceAll('\\', '\\\\'));
  const statements = names.flatMap((name) => [
    `CREATE TABLE ${quoted(name)} (${quoted(name)} varchar(200) DEFAULT ${literal(name)} COMMENT ${literal(name)}) ENGINE=MyISAM COMMENT ${literal(name)}`,
    `INSERT INTO ${quoted(name)} VALUES (${literal(name)})`,
  ]);
  const database = useMariadb('CREATE TABLE canary (a int)', ...statements);
  itIsAllData(
    () => ({ ...registered('shop', settingsFor(database.name)), names }),
    async () => (await execute(['SELECT count(*) FROM canary'], database.name)).length === 1,
  );
});
