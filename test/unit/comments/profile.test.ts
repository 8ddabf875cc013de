import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileColumn } from '../../../src/comments/profile';
import type { DataFormat } from '../../../src/model/dataFormat';
import { column } from './support';

describe('profileColumn', () => {
  const profile = (
    name: string,
    format: DataFormat,
    cells: readonly (string | null)[],
  ): ReturnType<typeof profileColumn> =>
    profileColumn(column(name, format), { columns: ['other', name], rows: cells.map((cell) => ['x', cell]) });

  it('counts rows and NULL, and lists values that recur', () => {
    assert.deepEqual(profile('status', 'VARCHAR', ['open', null, 'paid', 'open', 'open']), {
      rows: 5,
      nulls: 1,
      values: ['open', 'paid'],
      range: null,
    });
  });

  it('is undefined without rows, or without values of the column', () => {
    assert.equal(profile('status', 'VARCHAR', []), undefined);
    assert.equal(profileColumn(column('secret'), { columns: ['other'], rows: [['x']] }), undefined);
  });

  it('lists at most ten values', () => {
    const cells = (count: number): string[] => Array.from({ length: 40 }, (_, index) => `v${index % count}`);
    assert.equal(profile('status', 'VARCHAR', cells(10))?.values.length, 10);
    assert.deepEqual(profile('status', 'VARCHAR', cells(11))?.values, []);
  });

  it('lists no values of keys, of dates, of long texts, or if each occurs once', () => {
    const recurring = ['1', '1', '1', '1'];
    for (const name of ['customer_id', 'CUSTOMER_ID', 'customerId']) {
      assert.deepEqual(profile(name, 'INT', recurring)?.values, []);
    }
    assert.deepEqual(profile('day', 'DATE', ['2024-01-01', '2024-01-01'])?.values, []);
    assert.deepEqual(profile('text', 'VARCHAR', Array<string>(4).fill('x'.repeat(101)))?.values, []);
    assert.deepEqual(profile('name', 'VARCHAR', ['Ann', 'Bob', 'Eve', 'Ann'])?.values, []);
  });

  it('orders numbers as numbers', () => {
    const found = profile('quantity', 'INT', ['10', '9', '10', '9', '-1', '-1']);
    assert.deepEqual(found?.values, ['-1', '9', '10']);
    assert.deepEqual(found.range, { minimum: '-1', maximum: '10' });
  });

  it('gives a range of dates and times that are written from the greatest unit on, and of no others', () => {
    assert.deepEqual(profile('day', 'DATE', ['2024-02-01', null, '2023-12-31'])?.range, {
      minimum: '2023-12-31',
      maximum: '2024-02-01',
    });
    assert.equal(profile('day', 'DATE', ['01.02.2024', '2024-01-01'])?.range, null);
    assert.equal(profile('amount', 'DECIMAL', ['1', 'much'])?.range, null);
    assert.equal(profile('amount', 'DECIMAL', ['1', ''])?.range, null);
    assert.equal(profile('amount', 'DECIMAL', [null])?.range, null);
  });

  it('agrees with a plain count, for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -20, max: 20 })), { minLength: 1 }), (numbers) => {
        const present = numbers.filter((number) => number !== null);
        const found = profile(
          'n',
          'INT',
          numbers.map((number) => (number === null ? null : String(number))),
        );
        assert.equal(found?.nulls, numbers.length - present.length);
        const expected = present.length === 0 ? null : [Math.min(...present), Math.max(...present)].map(String);
        assert.deepEqual(found.range && [found.range.minimum, found.range.maximum], expected);
        const distinct = [...new Set(present)].sort((one, other) => one - other);
        const isListed = distinct.length <= 10 && distinct.length * 2 <= present.length;
        assert.deepEqual(found.values, isListed ? distinct.map(String) : []);
      }),
    );
  });
});
