import assert from 'node:assert/strict';
import { qualifyTables } from '../../../../src/catalog/storage/qualifiedTables';

describe('the names of tables in statements', () => {
  for (const [statement, qualified] of [
    ['SELECT id FROM task_run WHERE task_run.id = $1', 'SELECT id FROM "s".task_run WHERE task_run.id = $1'],
    ['UPDATE sql_db SET a = 1 FROM  task_log', 'UPDATE "s".sql_db SET a = 1 FROM  "s".task_log'],
    [
      'FROM sql_table JOIN sql_column ON sql_column.a = b',
      'FROM "s".sql_table JOIN "s".sql_column ON sql_column.a = b',
    ],
    ['JOIN sql_column ON sql_table_id = sql_table.id', 'JOIN "s".sql_column ON sql_table_id = sql_table.id'],
    ['CREATE TABLE IF NOT EXISTS schema_migration (a)', 'CREATE TABLE IF NOT EXISTS "s".schema_migration (a)'],
    ['CREATE INDEX sql_db_name ON sql_db (name)', 'CREATE INDEX sql_db_name ON "s".sql_db (name)'],
    ['SELECT count(*) FROM incoming, task_runs', 'SELECT count(*) FROM incoming, task_runs'],
  ] as const) {
    it(`get their schema in: ${statement}`, () => assert.equal(qualifyTables(statement, 's'), qualified));
  }

  it('get a schema in quotes, whatever its name', () =>
    assert.equal(qualifyTables('DELETE FROM workspace', 'a "b" $1 $&'), 'DELETE FROM "a ""b"" $1 $&".workspace'));
});
