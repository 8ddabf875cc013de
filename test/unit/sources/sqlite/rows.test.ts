import * as assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { neverAborted, runScript, withSource } from './support';

const few = { rows: 5, characters: 10 };

describe('the rows of a SQLite table', () => {
  const folder = useTemporaryFolder();
  const file = (): string => folder.file('rows.db');
  const read = (table: string, columns: readonly string[], limits = few) =>
    withSource(file(), (source) => source.readRows(table, columns, limits, neverAborted));

  it('come as text, NULL as null, binary data by their length', async () => {
    await runScript(
      file(),
      `CREATE TABLE "a ""b" ("x ""y", i, r, b, n);
       INSERT INTO "a ""b" VALUES ('it''s', 42, 1.5, x'00ff', NULL), ('line' || char(10) || 'two', 0, 0, x'', 'n');`,
    );
    assert.deepEqual(await read('a "b', ['n', 'x "y', 'i', 'r', 'b']), [
      [null, "it's", '42', '1.5', '(2 bytes)'],
      ['n', 'line\ntwo', '0', '0', '(0 bytes)'],
    ]);
  });

  it('name the table when it cannot be read', async () => {
    await runScript(file(), 'CREATE VIEW broken AS SELECT v FROM nowhere;');
    await assert.rejects(read('broken', ['v']), (error: Error) => {
      assert.ok(hasCode(error, 'SOURCE_UNREADABLE'));
      assert.match(error.message, /"broken" cannot be read/);
      return true;
    });
  });

  it('include the definition of a view, and none for a table', async () => {
    await runScript(file(), 'CREATE TABLE t (v TEXT); CREATE VIEW w AS SELECT v FROM t;');
    await withSource(file(), async (source) => {
      assert.equal(await source.readViewDefinition('w', neverAborted), 'CREATE VIEW w AS SELECT v FROM t');
      assert.equal(await source.readViewDefinition('t', neverAborted), null);
    });
  });
});

describe('the fingerprint of a SQLite table', () => {
  const folder = useTemporaryFolder();
  const fingerprints = async (): Promise<Map<string, string>> =>
    withSource(folder.file('f.db'), async (source) => {
      const tables = await source.listTables(neverAborted);
      return new Map(tables.map(({ name, fingerprint }) => [name, fingerprint]));
    });

  it('stays while the schema stays, with any change of the rows', async () => {
    await runScript(folder.file('f.db'), 'CREATE TABLE t (v TEXT); CREATE VIEW w AS SELECT v FROM t;');
    const before = await fingerprints();
    await runScript(folder.file('f.db'), "INSERT INTO t VALUES ('x')");
    assert.deepEqual(await fingerprints(), before);
    assert.notEqual(before.get('t'), '');
  });

  it('changes with any definition, since views and foreign keys depend on others', async () => {
    await runScript(folder.file('f.db'), 'CREATE TABLE t (v TEXT); CREATE VIEW w AS SELECT * FROM t;');
    const before = await fingerprints();
    await runScript(folder.file('f.db'), 'ALTER TABLE t ADD COLUMN more INT');
    const after = await fingerprints();
    assert.notEqual(after.get('w'), before.get('w'));
  });

  it('is not known for a virtual table, whose module may change its columns', async () => {
    await runScript(folder.file('f.db'), 'CREATE VIRTUAL TABLE search USING fts5 (title)');
    assert.equal((await fingerprints()).get('search'), '');
  });
});
