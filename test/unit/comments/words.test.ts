import assert from 'node:assert/strict';
import { namesKey, readableName, wordsOf } from '../../../src/comments/words';

describe('Words of names', () => {
  for (const [name, words] of [
    ['customer_id', 'customer id'],
    ['customerID', 'customer id'],
    ['CUSTOMER-ID', 'customer id'],
    ['Customer Id', 'customer id'],
    ['XMLFileName', 'xml file name'],
    ['address2', 'address 2'],
    ['città_età', 'città età'],
    ['__x__', 'x'],
    ['', ''],
  ] as const) {
    it(`splits ${JSON.stringify(name)}`, () => assert.equal(wordsOf(name).join(' '), words));
  }

  it('spells short forms out', () => {
    assert.equal(readableName('line_no'), 'line number');
    assert.equal(readableName('OrdQty'), 'ord quantity');
    assert.equal(readableName('$$'), '$$');
  });

  it('recognises keys by their last word', () => {
    assert.deepEqual(['customer_id', 'customerId', 'ID'].filter(namesKey), ['customer_id', 'customerId', 'ID']);
    assert.deepEqual(['paid', 'id_card', 'valid'].filter(namesKey), []);
  });
});
