import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/catalog/storage/connection';
import { sourceFields, sqlColumn } from '../../../../src/catalog/fields/sqlColumn';
import { sqlTable } from '../../../../src/catalog/fields/sqlTable';
import { insertRows, written } from '../../../../src/catalog/storage/writtenFields';
import type { Writer } from '../../../../src/catalog/storage/writer';
import { ElementRows } from '../../../../src/catalog/elements/elementRows';
import { forEachEngine, Workbench } from '../engines';
import { connect, recorded } from '../statements';
import { aClaim, aColumn, aRelationship, aSqlDb, neverAborted, noonClock } from '../support';

const tableCount = 5_000;
/** The names of one batch. */
const batch = Array.from({ length: 100 }, (_, index) => nameOf(index * 7));

/** How each engine explains a statement, and how its plan shows a scan of all elements. */
const explaining: Readonly<Record<string, { readonly explain: string; readonly whole: RegExp }>> = {
  SQLite: {
    explain: 'EXPLAIN QUERY PLAN',
    whole: /SCAN (sql_table|sql_column|source|target|target_table|relationship)\b/,
  },
  PostgreSQL: { explain: 'EXPLAIN', whole: /Hash Cond|Merge Cond|Seq Scan on (sql_table|sql_column|relationship)/ },
  MariaDB: {
    explain: 'EXPLAIN',
    whole:
      /"table":"(sql_table|sql_column|source|target|target_table|relationship)",("partitions":null,)?"type":"(ALL|index)"/,
  },
};

/** Rows written a moment ago are not yet in the statistics by which an engine makes its plans. */
forEachEngine('the plans for elements that were written a moment ago', (engine) => {
  let bench: Workbench;
  let writer: Writer;
  let reader: Connection;
  let elements: ElementRows;
  let sqlDbId: number;
  before(async function () {
    this.timeout(60_000);
    bench = new Workbench(engine);
    const catalog = await bench.open();
    sqlDbId = await catalog.sqlDbs.add(aSqlDb());
    await catalog.runs.claim(aClaim(sqlDbId, 'now'));
    ({ writer, reader } = await connect(bench));
    await fill(writer.connection, sqlDbId);
    elements = new ElementRows(writer, reader, noonClock);
  });
  after(async () => {
    await reader.close();
    await writer.close();
    await bench.dispose();
  });

  const keys = batch.map((table, index) => ({
    table,
    relationships: [aRelationship('id', nameOf(index * 11), 'id')],
  }));
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'columns',
      () =>
        elements.syncColumns(
          sqlDbId,
          'now',
          batch.map((table) => ({ table, columns: [aColumn('id')] })),
          neverAborted,
        ),
    ],
    ['relationships', () => elements.syncRelationships(sqlDbId, 'now', keys, neverAborted)],
  ];
  for (const [title, work] of cases) {
    it(`find the tables and columns of a batch of ${title} by their indexes`, async () => {
      const statements = await recorded([writer.connection], /^SELECT.*sql_table/, work);
      assert.ok(statements.length > 0);
      const { explain, whole } = explaining[engine.title]!;
      for (const { sql, bind } of statements) {
        const plan = (await bench.sql(`${explain} ${sql}`, ...bind)).map((line) => JSON.stringify(line));
        assert.doesNotMatch(plan.join('\n'), whole, `${sql}\n${plan.join('\n')}`);
      }
    });
  }
});

function nameOf(number: number): string {
  return `table ${String(number).padStart(6, '0')}`;
}

/** Writes tables of one column each. */
async function fill(connection: Connection, sqlDbId: number): Promise<void> {
  const tables = Array.from({ length: tableCount }, (_, number) => {
    return { sqlDbId, name: nameOf(number), kind: 'table' as const };
  });
  await insertRows(connection, written(sqlTable, ['sqlDbId', 'name', 'kind']), tables);
  const ids = await connection.rows<{ id: number }>('SELECT id FROM sql_table WHERE sql_db_id = $1', sqlDbId);
  const { description: _description, ...values } = aColumn('id');
  const rows = ids.map(({ id }) => ({ ...values, sqlTableId: id, columnName: 'id', position: 0 }));
  const properties = [...(Object.keys(sourceFields) as (keyof typeof sourceFields)[]), 'columnName' as const];
  await insertRows(connection, written(sqlColumn, ['sqlTableId', 'name', 'position', ...properties]), rows);
}
