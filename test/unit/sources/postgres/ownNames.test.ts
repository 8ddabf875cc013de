import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OwnNames } from '../../../../src/sources/postgres/ownNames';
import { quote } from './support';

describe('the names of the schema that is read', () => {
  const inShop = new OwnNames('shop', new Set(['date', '+']));

  const cases: readonly (readonly [written: string, shown: string])[] = [
    ['shop.status', 'status'],
    ['shop."Status"[]', '"Status"[]'],
    ["'draft'::shop.status", "'draft'::status"],
    ["nextval('shop.item_id_seq'::regclass)", "nextval('item_id_seq'::regclass)"],
    ["'shop.status'::text", "'shop.status'::text"],
    ["E'\\'shop.status'", "E'\\'shop.status'"],
    ['a OPERATOR(shop.===) b', 'a === b'],
    ['a OPERATOR(shop.+) b', 'a OPERATOR(shop.+) b'],
    ['shop.date', 'shop.date'],
    ['workshop.status', 'workshop.status'],
    ['other.shop.status', 'other.shop.status'],
    ['"shop.status"', '"shop.status"'],
    ['shop.f(shop.g(1), other.f(2))', 'f(g(1), other.f(2))'],
    ['integer', 'integer'],
  ];
  for (const [written, shown] of cases) {
    it(`shows ${written} as ${shown}`, () => assert.equal(inShop.shorten(written), shown));
  }

  it('shortens a name in any schema, and nothing within strings', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, name, fc.string({ maxLength: 8 }), (schema, type, text) => {
        const own = new OwnNames(schema, new Set());
        const literal = `'${text.replaceAll("'", "''")}'`;
        const expression = (prefix: string): string => `(${literal} || ${prefix}${quote(type)}(${literal}))`;
        assert.equal(own.shorten(expression(`${quote(schema)}.`)), expression(''));
      }),
    );
  });
});
