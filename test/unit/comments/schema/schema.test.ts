import assert from 'node:assert/strict';
import type { CommentRequest } from '../../../../src/comments/comment';
import { createSchemaGenerator } from '../../../../src/comments/schema/schema';
import { assertGolden } from '../golden';
import {
  column,
  columnsRequest,
  commentsOf,
  errorsOf,
  invoiceLine,
  longestStretch,
  neverAborted,
  salesView,
  table,
  tableRequest,
} from '../support';

describe('The schema generator', () => {
  const generator = createSchemaGenerator();
  const comments = async (request: CommentRequest): Promise<Record<string, string>> =>
    commentsOf(await generator.generate(request, neverAborted));
  const commentOf = async (request: CommentRequest): Promise<string> => Object.values(await comments(request)).join();
  const key = (name: string, position = 1): ReturnType<typeof column> =>
    column(name, 'INT', { nullable: false, primaryKeyPosition: position });
  const reference = (sourceTable: string, sourceColumns: string[], targetTable: string): object => ({
    relationships: [{ sourceTable, sourceColumns, targetTable, targetColumns: ['id'] }],
  });

  it('asks no model and sends nothing', async () => {
    assert.deepEqual([generator.name, generator.usesModel], ['schema', false]);
    assert.equal(await generator.preview(tableRequest()), '');
  });

  for (const language of ['en', 'it']) {
    it(`describes tables and columns in ${language}`, async () => {
      const names = invoiceLine.columns.map(({ name }) => name);
      const all = {
        ...(await comments(tableRequest(invoiceLine, { language }))),
        ...(await comments(tableRequest(salesView, { language }))),
        ...(await comments(columnsRequest(names, invoiceLine, { language }))),
      };
      assertGolden(
        `schema.${language}.txt`,
        Object.entries(all)
          .map(([name, text]) => `${name}\n  ${text}`)
          .join('\n'),
      );
    });
  }

  it('writes English for any other language', async () => {
    assert.equal(await commentOf(tableRequest(invoiceLine, { language: 'ja' })), await commentOf(tableRequest()));
  });

  describe('infers the purpose of a table from its keys', () => {
    for (const [what, of, expected] of [
      [
        'a link',
        table('film_actor', {
          columns: [key('film_id'), key('actor_id', 2)],
          relationships: [
            { sourceTable: 'film_actor', sourceColumns: ['film_id'], targetTable: 'film', targetColumns: ['id'] },
            { sourceTable: 'film_actor', sourceColumns: ['actor_id'], targetTable: 'actor', targetColumns: ['id'] },
          ],
        }),
        /^Film actor: links film, actor; key film_id, actor_id;/,
      ],
      [
        'an extension',
        table('staff_photo', { columns: [key('staff_id')], ...reference('staff_photo', ['staff_id'], 'staff') }),
        /extends staff, with at most one row/,
      ],
      [
        'a list of values',
        table('country', { columns: [key('id'), column('name')], ...reference('city', ['country_id'], 'country') }),
        /list of values that city refers to/,
      ],
      [
        'a tree',
        table('subject', { columns: [key('id'), column('parent')], ...reference('subject', ['parent'], 'subject') }),
        /one row for each id; refers to itself \(parent\)/,
      ],
      ['rows without a key', table('log', { columns: [column('line')] }), /rows without a primary key; 1 column\./],
      ['a view of which nothing is to be seen', table('v', { viewDefinition: 'SELECT 1' }), /^V: view\. /],
    ] as const) {
      it(what, async () => assert.match(await commentOf(tableRequest(of)), expected));
    }
  });

  it('finds the tables of a view, and ignores texts that only look like one', async () => {
    const sql = `WITH recent AS (SELECT * FROM "Order Lines" WHERE note <> 'away from home')
      SELECT extract(year from day) FROM recent JOIN [my shop].\`dbo\`.customer ON true LEFT JOIN città USING (id)
      -- copied from elsewhere
      UNION SELECT 1 FROM (SELECT 2 FROM customer)`;
    assert.match(
      await commentOf(tableRequest(table('v', { kind: 'view', viewDefinition: sql }))),
      /^V: view over Order Lines, customer, città\. /,
    );
  });

  it('says nothing about the columns of a view that could not be read', async () => {
    const view = table('v', { kind: 'view', viewDefinition: 'SELECT * FROM t' });
    assert.equal(await commentOf(tableRequest(view)), 'V: view over t. (derived from the schema)');
  });

  it('lists a few names, and counts the others', async () => {
    const many = table('hub', {
      columns: [key('id'), column('a'), column('b'), column('c'), column('d')],
      relationships: Array.from({ length: 12 }, (_, index) => ({
        sourceTable: `t${index}`,
        sourceColumns: ['hub_id'],
        targetTable: 'hub',
        targetColumns: ['id'],
      })),
    });
    assert.match(await commentOf(tableRequest(many)), /referenced by t0, t1, t2, t3, t4, t5, t6, t7, 4 more;/);
  });

  it('describes the values of a column', async () => {
    const sample = {
      columns: ['state', 'note', 'flag', 'customer_id'],
      rows: Array.from({ length: 1000 }, (_, index) => [
        'on',
        index === 0 ? null : `note ${index}`,
        `${index % 2}`,
        '1',
      ]),
    };
    const of = table('t', {
      columns: [
        column('state'),
        column('note'),
        column('flag', 'INT'),
        column('customer_id', 'INT'),
        column('id', 'INT', { generated: 'identity' }),
      ],
      sample,
    });
    const found = await comments(columnsRequest(['state', 'note', 'flag', 'customer_id', 'id'], of));
    assert.match(found['state'] ?? '', /always on in 1,000 rows looked at/);
    assert.match(found['note'] ?? '', /1% NULL in 1,000 rows looked at/);
    assert.match(found['flag'] ?? '', /values 0, 1 in 1,000 rows/);
    assert.match(found['customer_id'] ?? '', /always 1 in 1,000 rows/);
    assert.match(found['id'] ?? '', /numbered by the database/);
  });

  it('fails for a column that the table does not have', async () => {
    const outcomes = await generator.generate(columnsRequest(['qty', 'gone']), neverAborted);
    assert.deepEqual(
      outcomes.map(({ item }) => item),
      ['qty', 'gone'],
    );
    assert.deepEqual(errorsOf(outcomes), { gone: 'The table "invoice_line" has no column "gone".' });
  });

  it('stops when it is cancelled', async () => {
    await assert.rejects(generator.generate(tableRequest(), AbortSignal.abort()), { code: 'CANCELLED' });
  });

  it('never blocks the event loop for long', async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `column_${index}`);
    const rows = Array.from({ length: 1000 }, (_, row) => names.map((_name, index) => `${row}${index}`));
    const large = table('large', { columns: names.map((name) => column(name)), sample: { columns: names, rows } });
    const longest = await longestStretch(() => generator.generate(tableRequest(large), neverAborted));
    assert.ok(longest < 50, `${longest} ms`);
  });
});
