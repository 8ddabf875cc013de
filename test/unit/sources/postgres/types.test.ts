import * as assert from 'node:assert/strict';
import type { DataFormat } from '../../../../src/model/dataFormat';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, useDatabase } from './support';

const formats: readonly (readonly [declaration: string, nativeType: string, format: DataFormat])[] = [
  ['smallint', 'smallint', 'INT'],
  ['bigserial', 'bigint', 'INT'],
  ['oid', 'oid', 'INT'],
  ['real', 'real', 'FLOAT'],
  ['float', 'double precision', 'DOUBLE'],
  ['decimal(5)', 'numeric(5,0)', 'DECIMAL'],
  ['money', 'money', 'DECIMAL'],
  ['boolean', 'boolean', 'BOOLEAN'],
  ['character', 'character(1)', 'CHAR'],
  ['"char"', '"char"', 'CHAR'],
  ['varchar', 'character varying', 'VARCHAR'],
  ['text', 'text', 'VARCHAR'],
  ['name', 'name', 'VARCHAR'],
  ['bytea', 'bytea', 'VARCHAR'],
  ['bit(4)', 'bit(4)', 'VARCHAR'],
  ['date', 'date', 'DATE'],
  ['time(2)', 'time(2) without time zone', 'TIME'],
  ['timetz', 'time with time zone', 'TIME'],
  ['timestamp', 'timestamp without time zone', 'TIMESTAMP'],
  ['timestamptz', 'timestamp with time zone', 'TIMESTAMP'],
  ['interval day to second', 'interval day to second', 'VARCHAR'],
  ['uuid', 'uuid', 'VARCHAR'],
  ['jsonb', 'jsonb', 'VARCHAR'],
  ['xml', 'xml', 'VARCHAR'],
  ['inet', 'inet', 'VARCHAR'],
  ['point', 'point', 'VARCHAR'],
  ['tsvector', 'tsvector', 'VARCHAR'],
  ['regclass', 'regclass', 'VARCHAR'],
  ['numrange', 'numrange', 'VARCHAR'],
  ['int2vector', 'int2vector', 'VARCHAR'],
  ['timestamptz[]', 'timestamp with time zone[]', 'VARCHAR'],
];

describeWithPostgres('the type of a PostgreSQL column', () => {
  const database = useDatabase(
    `CREATE TABLE typed (${formats.map(([declaration], index) => `c${index} ${declaration}`).join(', ')})`,
  );

  it('is kept as the server spells it, and has a format', async () => {
    const columns = await database.columnsOf('typed');
    assert.deepEqual(
      columns.map(({ nativeType, dataFormat }, index) => [formats[index]?.[0], nativeType, dataFormat]),
      formats,
    );
  });

  it('is known for every built-in type of the server', async () => {
    const builtIn = await database.run(`
      SELECT format_type(oid, NULL) FROM pg_type
      WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A'`);
    assert.ok(builtIn.length > 70, `${builtIn.length} types`);
    const cells = builtIn.map(([type], index) => `NULL::${type} AS c${index}`);
    await database.run(`CREATE VIEW everything AS SELECT ${cells.join(', ')}`);
    const notices: string[] = [];
    await database.withSource(
      async (source) => {
        const [read] = await collect(source.readColumns(['everything'], neverAborted));
        assert.equal(read && 'columns' in read && read.columns.length, builtIn.length);
      },
      {},
      (notice) => notices.push(notice),
    );
    assert.deepEqual(notices, []);
  });
});
