import assert from 'node:assert/strict';
import pg from 'pg';
import { Sequelize } from 'sequelize';
import sinon from 'sinon';
import type { Catalog } from '../../../../../src/catalog/catalog';
import { copyProjectDatabase } from '../../../../../src/catalog/copy/copyProjectDatabase';
import { namesIn, plantingScript } from '../../../support/overloads';
import { availableServers, Workbench } from '../../engines';
import { aClaim, aColumn, anEnd, aRelationship, aSqlDb, aTable, countsOf, neverAborted, noon } from '../../support';

/** The types of the values in the statements: PostgreSQL prefers a function for exactly such an argument. */
const types = [
  ...['bigint', 'integer', 'smallint', 'text', 'varchar', 'name', 'oid', 'numeric', 'double precision'],
  ...['timestamptz', 'jsonb', 'json', 'bytea', 'boolean', '"char"'],
];

for (const engine of availableServers()) {
  describe(`a project database beside functions and operators of strangers (${engine.title})`, () => {
    const bench = new Workbench(engine);
    const other = new Workbench(engine);
    after(async () => {
      await bench.place.remove();
      await other.place.remove();
    });

    it('is used without calling any of them', async function () {
      this.timeout(60_000);
      const query = sinon.spy(Sequelize.prototype, 'query');
      const prepare = sinon.spy(pg.Client.prototype, 'query');
      let before: unknown;
      try {
        before = await useAll(bench);
      } finally {
        query.restore();
        prepare.restore();
      }
      const statements = [...query.args, ...prepare.args].map(([given]: readonly unknown[]) => textOf(given));
      await plant[engine.title]!(bench, statements);
      assert.deepEqual(await useAll(bench), before);
    });

    /** Opens the project database, does everything with it, and empties it again. */
    async function useAll(on: Workbench): Promise<unknown> {
      const catalog = await on.open();
      const target = await other.open();
      try {
        const read = await useCatalog(catalog);
        await copyProjectDatabase(catalog, target, { signal: neverAborted });
        for (const each of [catalog, target]) {
          for (const { id } of await each.sqlDbs.list()) await each.sqlDbs.remove(id);
          for (const { id } of await each.workspaces.list()) await each.workspaces.remove(id);
        }
        return read;
      } finally {
        await catalog.close();
        await target.close();
      }
    }
  });
}

/** How an engine gets functions of strangers, which fail, for every name in the statements. */
const plant: Readonly<Record<string, (bench: Workbench, statements: readonly string[]) => Promise<void>>> = {
  async PostgreSQL(bench, statements) {
    const { functions, operators } = await namesIn(statements);
    for (const name of ['jsonb_array_elements', 'sha256', 'json_agg', 'pg_advisory_xact_lock', 'max'])
      assert.ok(functions.has(name), [...functions].join());
    assert.ok(operators.has('=') && operators.has('->>'), [...operators].join());
    const [row] = await bench.sql<{ schema: string }>('SELECT current_schema() AS schema');
    await bench.sql(plantingScript(row!.schema, types, functions, operators));
    await assert.rejects(bench.sql("SELECT 'a'::varchar = 'a'::varchar"), /stranger/);
  },
  async MariaDB(bench, statements) {
    const names = new Set(
      statements.flatMap((text) => [...text.matchAll(/\b([A-Za-z_]\w*)\(/g)].map(([, name]) => name!)),
    );
    for (const name of ['JSON_ARRAYAGG', 'SHA2', 'coalesce', 'max', 'GET_LOCK'])
      assert.ok(names.has(name), [...names].join());
    const lowered = new Set([...names].map((name) => name.toLowerCase()));
    for (const name of lowered)
      await bench.sql(
        `CREATE FUNCTION "${name}"(a LONGTEXT) RETURNS LONGTEXT DETERMINISTIC BEGIN SIGNAL SQLSTATE '45000' ` +
          "SET MESSAGE_TEXT = 'the function of a stranger'; RETURN a; END",
      );
    // it would be called only with a space before the parenthesis, which Thoth's SQL does not have
    await assert.rejects(bench.sql("SELECT max ('a')"), /stranger/);
  },
};

function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  const { text, query } = given as { readonly text?: string; readonly query?: string };
  return text ?? query ?? '';
}

async function useCatalog(catalog: Catalog): Promise<unknown> {
  const { comments, elements, runs, sqlDbs, workspaces } = catalog;
  const workspaceId = await workspaces.add('team');
  const id = await sqlDbs.add(aSqlDb({ workspaceId }));
  const owner = { type: 'sqlDb', id } as const;
  await runs.claim(aClaim(id, 'elements'));
  await runs.appendLog('elements', { firstLine: 0, lineCount: 1, text: 'a line' });
  await runs.heartbeat('elements', noon + 1_000);
  await elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]);
  const columns = [
    { table: 'a', columns: [aColumn('id'), aColumn('b_id')] },
    { table: 'b', columns: [aColumn('id')] },
  ];
  const foreignKeys = [{ table: 'a', relationships: [aRelationship('b_id', 'b', 'id')] }];
  countsOf(await elements.syncColumns(id, 'elements', columns, neverAborted));
  countsOf(await elements.syncRelationships(id, 'elements', foreignKeys, neverAborted));
  await elements.finishSync(id, 'elements', [{ name: 'a', fingerprint: 'f' }]);
  const tables = await elements.listTables(id);
  const read: unknown[] = [
    tables.map(({ name }) => name),
    (await elements.listColumns(tables[0]!.id)).map(({ name }) => name),
    (await elements.listRelationships(id)).length,
    await elements.count(id),
    (await comments.listTables(id, {}, 'missing')).map(({ name }) => name),
    (await comments.listColumns(id, {}, 'missing')).map(({ columns: chosen }) => chosen.map(({ name }) => name)),
    (
      await comments.describe(
        id,
        tables.map((table) => table.id),
      )
    ).map(({ name }) => name),
    (await comments.find(id, { tables: ['a'], columns: ['a.b_id', 'b.id'] }, false)).columns?.length,
  ];
  await comments.save('elements', 'a model', [
    { element: { type: 'table', id: tables[0]!.id }, outcome: { comment: 'words' } },
  ]);
  read.push(await comments.accept(id, {}), await runs.countLogLines('elements'), await runs.readLog('elements', 0, 9));
  read.push((await runs.listRunning()).length, await runs.requestCancel('elements'));
  await runs.end('elements', owner, 'db_elements', anEnd(), { lastWords: 'end' });
  read.push((await runs.listLast(owner, 'dbElements', 3)).length);
  await runs.claim(aClaim(id, 'again'));
  read.push(await runs.reset(owner, { kind: 'dbElements', prefix: 'db_elements' }, noon, (was) => `reset ${was}`));
  read.push(await runs.prune({ maxAge: 1, maxRunsPerTask: 1, maxCharacters: 1 }, noon + 1_000_000));
  read.push((await sqlDbs.list()).length, (await workspaces.list()).length);
  return read;
}
