import * as assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SqliteConnection } from '../../../src/base/sqlite';
import { buildSample } from '../../../src/sources/sample';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { collect, neverAborted, withSource } from './sqlite/support';

const script = join(__dirname, '../../../media/sample/library.sql');

describe('the sample database', () => {
  const folder = useTemporaryFolder();

  async function buildLibrary(name = 'library.sqlite'): Promise<string> {
    const file = folder.file(name);
    await buildSample(script, file);
    return file;
  }

  async function query(file: string, sql: string): Promise<Record<string, unknown>[]> {
    const connection = await SqliteConnection.open(file, 'readOnly');
    try {
      return await connection.all<Record<string, unknown>>(sql);
    } finally {
      await connection.close();
    }
  }

  it('satisfies every constraint that it declares', async () => {
    const file = await buildLibrary();
    assert.deepEqual(await query(file, 'PRAGMA foreign_key_check'), []);
    assert.deepEqual(await query(file, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  });

  it('has tables, views and a search index that the catalog can read whole', async () => {
    const file = await buildLibrary();
    await withSource(file, async (source) => {
      const tables = await source.listTables(neverAborted);
      const ofKind = (kind: string): string[] => tables.filter((one) => one.kind === kind).map(({ name }) => name);
      assert.ok(ofKind('table').length >= 14);
      assert.ok(ofKind('view').length >= 3);
      assert.deepEqual(ofKind('virtual'), ['work_search']);

      const names = tables.map(({ name }) => name);
      const columns = await collect(source.readColumns(names, neverAborted));
      assert.ok(columns.every((one) => 'columns' in one));
      const generated = columns.flatMap((one) =>
        'columns' in one ? one.columns.map((column) => column.generated) : [],
      );
      assert.ok(generated.includes('virtual') && generated.includes('stored'));

      const read = await collect(source.readForeignKeys(names, neverAborted));
      const keys = read.flatMap((one) =>
        'foreignKeys' in one ? one.foreignKeys.map((key) => ({ table: one.table, ...key })) : [],
      );
      assert.ok(read.every((one) => 'unresolved' in one && one.unresolved.length === 0));
      assert.ok(keys.some((key) => key.columns.length === 2));
      const toThemselves = keys.filter((key) => key.targetTable === key.table).map((key) => key.table);
      assert.deepEqual(toThemselves, ['member', 'staff', 'subject']);
    });
  });

  it('has rows in every table and view, and the same ones each time', async () => {
    const [one, other] = [await buildLibrary('one.sqlite'), await buildLibrary('other.sqlite')];
    const tables = await withSource(one, (source) => source.listTables(neverAborted));
    let total = 0;
    for (const { name, kind } of tables) {
      const rows = await query(one, `SELECT * FROM "${name}"`);
      assert.ok(rows.length > 0, `${name} is empty`);
      if (kind === 'table') total += rows.length;
      assert.deepEqual(await query(other, `SELECT * FROM "${name}"`), rows);
    }
    assert.ok(total > 1_000 && total <= 2_000, `${total} rows`);
  });

  it('comes from a small script', async () => {
    assert.ok((await stat(script)).size < 60_000);
  });

  it('replaces an older file, and makes the folder', async () => {
    const file = folder.file('new folder/library.sqlite');
    await buildSample(script, file);
    await writeFile(file, 'something else');
    await buildSample(script, file);
    assert.equal((await query(file, 'SELECT count(*) AS branches FROM branch'))[0]?.['branches'], 8);
    assert.deepEqual(await readdir(dirname(file)), ['library.sqlite']);
  });

  it('leaves everything as it was when it cannot be built', async () => {
    const file = folder.file('library.sqlite');
    const faulty = folder.file('faulty.sql');
    await writeFile(file, 'precious');
    await writeFile(faulty, 'BEGIN; CREATE TABLE a (x); INSERT INTO nowhere VALUES (1); COMMIT;');
    await assert.rejects(buildSample(faulty, file), { code: 'SOURCE_UNREADABLE', message: /no such table: nowhere/ });
    assert.equal(await readFile(file, 'utf8'), 'precious');
    assert.deepEqual((await readdir(dirname(file))).sort(), ['faulty.sql', 'library.sqlite']);
  });

  it('says so when the script is not there, or the folder cannot be made', async () => {
    await assert.rejects(buildSample(folder.file('no.sql'), folder.file('x.sqlite')), { code: 'SOURCE_NOT_FOUND' });
    await writeFile(folder.file('plain'), '');
    await assert.rejects(buildSample(script, folder.file('plain/x.sqlite')), {
      code: 'SOURCE_UNREADABLE',
      message: /could not be built/,
    });
  });
});
