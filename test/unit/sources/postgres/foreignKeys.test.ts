import * as assert from 'node:assert/strict';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, useDatabase } from './support';

describeWithPostgres('the foreign keys of a PostgreSQL table', () => {
  const database = useDatabase();

  it('are composite, to itself, several to one table, and in order of name', async () => {
    await database.run(`
      CREATE TABLE author (born int, name text, PRIMARY KEY (name, born));
      CREATE TABLE book (
        id int PRIMARY KEY,
        written_by text, in_year int,
        sequel_of int CONSTRAINT z_sequel REFERENCES book,
        prequel_of int CONSTRAINT a_prequel REFERENCES book (id),
        CONSTRAINT "the Author" FOREIGN KEY (in_year, written_by) REFERENCES author (born, name)
      );
      COMMENT ON CONSTRAINT z_sequel ON book IS 'not to be taken for another thing';`);
    assert.deepEqual(await database.foreignKeysOf('book'), {
      resolved: [
        { name: 'a_prequel', columns: ['prequel_of'], targetTable: 'book', targetColumns: ['id'] },
        {
          name: 'the Author',
          columns: ['in_year', 'written_by'],
          targetTable: 'author',
          targetColumns: ['born', 'name'],
        },
        { name: 'z_sequel', columns: ['sequel_of'], targetTable: 'book', targetColumns: ['id'] },
      ],
      unresolved: [],
    });
    assert.deepEqual(await database.foreignKeysOf('author'), { resolved: [], unresolved: [] });
  });

  it('into another schema are left out, with the reason', async () => {
    await database.run(`
      CREATE SCHEMA "Other";
      CREATE TABLE "Other".country (code text, era int, PRIMARY KEY (code, era));
      CREATE TABLE city (id int PRIMARY KEY, country text, era int, twin int REFERENCES city,
        FOREIGN KEY (country, era) REFERENCES "Other".country);
      CREATE TABLE "Other".person (home int REFERENCES public.city);`);
    const { resolved, unresolved } = await database.foreignKeysOf('city');
    assert.deepEqual(
      resolved.map(({ columns }) => columns),
      [['twin']],
    );
    assert.deepEqual(unresolved, [
      {
        columns: ['country', 'era'],
        targetTable: 'country',
        reason: '"country" is in the schema "Other", and only the schema "public" is read.',
      },
    ]);
    const other = await database.foreignKeysOf('person', { schema: 'Other' });
    assert.deepEqual(
      other.unresolved.map(({ reason }) => reason),
      ['"city" is in the schema "public", and only the schema "Other" is read.'],
    );
  });

  it('that partitions inherit are listed once, for the parent; their own are listed for them', async () => {
    await database.run(`
      CREATE TABLE target (id int PRIMARY KEY, part int) ;
      CREATE TABLE target_p (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE target_p1 PARTITION OF target_p FOR VALUES FROM (0) TO (10);
      CREATE TABLE target_p2 PARTITION OF target_p FOR VALUES FROM (10) TO (20);
      CREATE TABLE parent (a int REFERENCES target, b int REFERENCES target_p) PARTITION BY LIST (a);
      CREATE TABLE child1 PARTITION OF parent FOR VALUES IN (1);
      CREATE TABLE child2 PARTITION OF parent FOR VALUES IN (2) PARTITION BY LIST (b);
      CREATE TABLE grandchild PARTITION OF child2 FOR VALUES IN (3);
      ALTER TABLE child1 ADD CONSTRAINT own FOREIGN KEY (b) REFERENCES target;
      CREATE TABLE attached (a int REFERENCES target, b int REFERENCES target_p);
      ALTER TABLE parent ATTACH PARTITION attached FOR VALUES IN (4);`);
    const tables = ['parent', 'child1', 'child2', 'grandchild', 'attached', 'target_p', 'target_p1'];
    const read = await database.withSource((source) => collect(source.readForeignKeys(tables, neverAborted)));
    assert.deepEqual(
      read.map((one) =>
        'foreignKeys' in one ? [one.table, one.foreignKeys.map((key) => [key.name, key.targetTable])] : one,
      ),
      [
        [
          'parent',
          [
            ['parent_a_fkey', 'target'],
            ['parent_b_fkey', 'target_p'],
          ],
        ],
        ['child1', [['own', 'target']]],
        ['child2', []],
        ['grandchild', []],
        ['attached', []],
        ['target_p', []],
        ['target_p1', []],
      ],
    );
  });

  it('are right when columns were dropped and when a key is not validated', async () => {
    await database.run(`
      CREATE TABLE t1 (gone int, x int, id int UNIQUE);
      ALTER TABLE t1 DROP COLUMN gone;
      CREATE TABLE t2 (gone int, other int, t1 int);
      ALTER TABLE t2 DROP COLUMN gone;
      ALTER TABLE t2 ADD CONSTRAINT k FOREIGN KEY (t1) REFERENCES t1 (id) NOT VALID;`);
    assert.deepEqual((await database.foreignKeysOf('t2')).resolved, [
      { name: 'k', columns: ['t1'], targetTable: 't1', targetColumns: ['id'] },
    ]);
  });

  it('are those of each requested table, in that order, and an error for a missing one', async () => {
    await database.run('CREATE TABLE k1 (id int PRIMARY KEY); CREATE TABLE k2 (r int REFERENCES k1);');
    const read = await database.withSource((source) =>
      collect(source.readForeignKeys(['k2', 'lost', 'k1'], neverAborted)),
    );
    assert.deepEqual(
      read.map((one) => [one.table, 'foreignKeys' in one ? one.foreignKeys.length : one.error.message]),
      [
        ['k2', 1],
        ['lost', '"lost" is not in the database any more. Run this again to read what is there now.'],
        ['k1', 0],
      ],
    );
  });
});
