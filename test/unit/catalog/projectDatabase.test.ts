import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode, type ErrorCode } from '../../../src/base/errors';
import { loadSqlite3, SqliteConnection } from '../../../src/base/sqlite';
import type { Catalog } from '../../../src/catalog/catalog';
import type { Connection } from '../../../src/catalog/storage/connection';
import { dialectOf } from '../../../src/catalog/storage/dialects';
import { applicationId } from '../../../src/catalog/storage/fileHeader';
import { migrate } from '../../../src/catalog/migrations/migrate';
import { migrations } from '../../../src/catalog/migrations';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { filePlace, projectFileError } from '../../../src/catalog/openProjectFile';
import { openFile } from '../../../src/catalog/storage/sqliteFile';
import { Writer } from '../../../src/catalog/storage/writer';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { all, aSqlDb, withDatabase } from './support';

describe('opening a project database in a file', () => {
  const folder = useTemporaryFolder();
  const opened: Catalog[] = [];
  let file: string;
  beforeEach(() => {
    file = folder.file('project.sqlite');
  });
  afterEach(async () => {
    for (const catalog of opened.splice(0)) await catalog.close();
  });

  async function open(place = file, isPrivate = false): Promise<Catalog> {
    const catalog = await openProjectDatabase({ file: place, isPrivate });
    opened.push(catalog);
    return catalog;
  }

  function sql<Row>(statement: string): Promise<Row[]> {
    return withDatabase(file, (database) => all<Row>(database, statement));
  }

  async function refusesUnchanged(code: ErrorCode): Promise<void> {
    const before = readFileSync(file);
    await assert.rejects(open(), (error: Error) => hasCode(error, code) && error.message.includes(file));
    assert.deepEqual(readFileSync(file), before);
  }

  it('creates the file and its folders, marks it as its own and keeps a write-ahead log', async () => {
    file = join(folder.file('a'), 'b', 'project.sqlite');
    const catalog = await open();
    await catalog.close();
    const [{ application_id: owner } = { application_id: 0 }] = await withDatabase(file, (database) =>
      all<{ application_id: number }>(database, 'PRAGMA application_id'),
    );
    const [{ journal_mode: journal } = { journal_mode: '' }] = await withDatabase(file, (database) =>
      all<{ journal_mode: string }>(database, 'PRAGMA journal_mode'),
    );
    assert.equal(owner, applicationId);
    assert.equal(journal, 'wal');
  });

  it('is for its owner only where it is private, also if others could read it before', async () => {
    const modeOf = (name: string): string => (statSync(name).mode & 0o777).toString(8);
    const files = [file, `${file}-wal`, `${file}-shm`];
    const before = await open();
    await before.sqlDbs.add(aSqlDb());
    for (const one of files) chmodSync(one, 0o644);
    await open(file, true);
    for (const one of files) assert.equal(modeOf(one), '600', one);
    const fresh = folder.file('fresh.sqlite');
    await (await open(fresh, true)).sqlDbs.add(aSqlDb());
    for (const one of [fresh, `${fresh}-wal`, `${fresh}-shm`]) assert.equal(modeOf(one), '600', one);
  });

  it('keeps what is there when it is opened again', async () => {
    const first = await open();
    const id = await first.sqlDbs.add(aSqlDb());
    await first.close();
    const second = await open();
    assert.equal((await second.sqlDbs.get(id)).name, 'shop');
  });

  it('may be opened by eight at once when it is new', async () => {
    const catalogs = await Promise.all(Array.from({ length: 8 }, () => open()));
    const id = await catalogs[0]?.sqlDbs.add(aSqlDb());
    for (const catalog of catalogs)
      assert.deepEqual(
        (await catalog.sqlDbs.list()).map((sqlDb) => sqlDb.id),
        [id],
      );
    assert.equal((await sql('SELECT name FROM schema_migration')).length, migrations.length);
  });

  it('takes an empty file, and a SQLite file without tables', async () => {
    writeFileSync(file, '');
    await (await open()).close();
    const other = folder.file('other.sqlite');
    await withDatabase(other, async (database) => {
      await all(database, 'CREATE TABLE t (a)');
      await all(database, 'DROP TABLE t');
      await all(database, 'VACUUM');
    });
    assert.ok(statSync(other).size > 0);
    assert.deepEqual(await (await open(other)).sqlDbs.list(), []);
  });

  it('refuses a file that is not a database', async () => {
    writeFileSync(file, 'Dear diary, '.repeat(100));
    await refusesUnchanged('PROJECT_DATABASE_UNREADABLE');
    writeFileSync(file, 'SQLite format 3\0 but short');
    await refusesUnchanged('PROJECT_DATABASE_UNREADABLE');
  });

  it('refuses a damaged project database', async () => {
    await (await open()).close();
    const damaged = readFileSync(file);
    damaged.fill(0xff, 100, 4_000);
    writeFileSync(file, damaged);
    await refusesUnchanged('PROJECT_DATABASE_UNREADABLE');
  });

  it('refuses a database of another program, with or without its own mark or a write-ahead log', async () => {
    await sql('CREATE TABLE customer (id)');
    await refusesUnchanged('PROJECT_DATABASE_FOREIGN');
    await sql('PRAGMA journal_mode = WAL');
    await refusesUnchanged('PROJECT_DATABASE_FOREIGN');
    await sql('PRAGMA application_id = 77');
    await refusesUnchanged('PROJECT_DATABASE_FOREIGN');
  });

  it('refuses a database with our mark but without our tables', async () => {
    await sql('CREATE TABLE customer (id)');
    await sql(`PRAGMA application_id = ${applicationId}`);
    await refusesUnchanged('PROJECT_DATABASE_FOREIGN');
  });

  it('refuses a project database of a newer version', async () => {
    await (await open()).close();
    await sql("INSERT INTO schema_migration VALUES ('900-far-future')");
    await refusesUnchanged('PROJECT_DATABASE_NEWER');
    await assert.rejects(open(), /900-far-future.*Update Thoth/);
  });

  it('refuses a folder in the place of the file, and a file in the place of the folder', async () => {
    mkdirSync(file);
    await assert.rejects(open(), (error) => hasCode(error, 'PROJECT_DATABASE_UNREADABLE'));
    await assert.rejects(open('/dev/null/project.sqlite'), (error) => hasCode(error, 'PROJECT_DATABASE_UNREADABLE'));
  });

  it('says that a file cannot be written', async () => {
    await (await open()).close();
    const readOnly = await withDatabase(
      file,
      (database) => all(database, 'CREATE TABLE t (a)').catch((error: unknown) => error),
      loadSqlite3().OPEN_READONLY,
    );
    assert.ok(hasCode(projectFileError(file, readOnly), 'PROJECT_DATABASE_READ_ONLY'));
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    assert.ok(hasCode(projectFileError(file, denied), 'PROJECT_DATABASE_READ_ONLY'));
  });

  it('distinguishes a file that cannot be opened from one that is unreadable', async () => {
    const missing = await openFile(folder.file('.'), ['user_version']).catch((error: unknown) => error);
    const translated = projectFileError(file, missing);
    assert.ok(hasCode(translated, 'PROJECT_DATABASE_READ_ONLY'));
    assert.equal(translated.cause, missing);
  });

  const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';
  for (const [object, script] of [
    [
      'the view "sql_db"',
      `ALTER TABLE sql_db RENAME TO sql_db_; CREATE VIEW sql_db AS ${endless} SELECT sql_db_.* FROM sql_db_ WHERE (SELECT count(*) FROM c) > 0`,
    ],
    ['the trigger "t"', `CREATE TRIGGER t AFTER INSERT ON task_run BEGIN UPDATE sql_db SET db_name = '/other'; END`],
    ['the virtual table "v"', 'CREATE VIRTUAL TABLE v USING fts5 (text)'],
  ] as const) {
    it(`refuses ${object}, which no migration made`, async () => {
      await (await open()).close();
      opened.splice(0);
      const other = await SqliteConnection.open(file, 'create');
      await other.execute(`PRAGMA legacy_alter_table = ON; ${script}`);
      await other.close();
      await assert.rejects(open(), { code: 'PROJECT_DATABASE_FOREIGN', message: new RegExp(`has ${object},`) });
    });
  }

  it('says that another program keeps the file locked', () => {
    const locked = Object.assign(new Error('SQLITE_BUSY: database is locked'), { code: 'SQLITE_BUSY' });
    assert.match(projectFileError('p.sqlite', locked).message, /another program keeps it locked/);
  });

  it('changes nothing when a migration fails in the middle', async () => {
    const writer = new Writer(await openFile(file, ['foreign_keys = ON']));
    try {
      await migrate(writer, filePlace(file), migrations);
      const before = readFileSync(file);
      const failing = {
        name: '002-failing',
        up: async (connection: Connection) => {
          await connection.change('CREATE TABLE half (a)');
          await connection.change('this is not SQL');
        },
      };
      await assert.rejects(migrate(writer, filePlace(file), [...migrations, failing]), /002-failing/);
      assert.deepEqual(readFileSync(file), before);
      const added = {
        name: '002-added',
        up: async (connection: Connection) => {
          await connection.change('CREATE TABLE added (a)');
        },
      };
      await migrate(writer, filePlace(file), [...migrations, added]);
      assert.equal((await writer.connection.rows('SELECT * FROM added')).length, 0);
    } finally {
      await writer.close();
    }
  });

  it('refuses calls after closing, and closes twice without harm', async () => {
    const catalog = await open();
    await catalog.close();
    await catalog.close();
    await assert.rejects(catalog.sqlDbs.list());
    await assert.rejects(catalog.sqlDbs.add(aSqlDb()));
  });

  it('supports no other kind of project database', () => {
    assert.throws(
      () => dialectOf('oracle'),
      (error) => hasCode(error, 'PROJECT_DATABASE_UNSUPPORTED'),
    );
    assert.throws(
      () => dialectOf('toString'),
      (error) => hasCode(error, 'PROJECT_DATABASE_UNSUPPORTED'),
    );
  });
});
