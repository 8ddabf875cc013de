import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dottedName, partsOfName, unquotedPairs } from '../../../src/base/dottedNames';

describe('a dotted name', () => {
  for (const [parts, text] of [
    [['Album'], 'Album'],
    [['Album', 'Title'], 'Album.Title'],
    [['s.t', 'u'], '"s.t".u'],
    [['s', 't.u'], 's."t.u"'],
    [['a"b', ''], '"a""b".""'],
    [['order items', 'Größe'], 'order items.Größe'],
  ] as const) {
    it(`of ${JSON.stringify(parts)} is ${text}, and is read as these again`, () => {
      assert.equal(dottedName(...parts), text);
      assert.deepEqual(partsOfName(text), parts);
    });
  }

  it('is read with quotes that it does not need', () => assert.deepEqual(partsOfName('"Album"."Id"'), ['Album', 'Id']));

  for (const text of ['', '.', 'a.', '.a', 'a..b', 'a"b', '"a', '"a"b', '"a".'])
    it(`is not read from ${JSON.stringify(text)}`, () => assert.equal(partsOfName(text), undefined));

  it('of any parts is read as these, and no other parts have it', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', '.', '"', ' ', '\n', '💡') }), { minLength: 1 });
    fc.assert(fc.property(parts, (one) => assert.deepEqual(partsOfName(dottedName(...one)), one)));
  });

  it('is read without delay, however long it is', () => {
    const long = '"'.repeat(100_001);
    assert.equal(partsOfName(`${long}.${long}a`), undefined);
  });
});

it('a text without quotes is read as two parts at each of its dots', () => {
  assert.deepEqual(unquotedPairs('a.b.c'), [
    ['a', 'b.c'],
    ['a.b', 'c'],
  ]);
  assert.deepEqual(unquotedPairs('abc'), []);
});
