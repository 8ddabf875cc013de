import assert from 'node:assert/strict';
import { languageName, percent, timeAgo, wholeNumber } from '../../../../src/ui/texts/format';

describe('The words and numbers of the user interface', () => {
  it('say how long ago something was', () => {
    assert.equal(timeAgo(0, 'en'), 'now');
    assert.equal(timeAgo(59_999, 'en'), 'now');
    assert.equal(timeAgo(60_000, 'en'), '1 min. ago');
    assert.equal(timeAgo(3 * 60_000, 'en'), '3 min. ago');
    assert.equal(timeAgo(2 * 3_600_000, 'en'), '2 hr. ago');
    assert.equal(timeAgo(86_400_000, 'en'), 'yesterday');
    assert.equal(timeAgo(3 * 60_000, 'it'), '3 min fa');
  });

  it('group the digits as the locale does', () => {
    assert.equal(wholeNumber(1_200, 'en'), '1,200');
    assert.equal(wholeNumber(12_000, 'it'), '12.000');
  });

  it('name languages as the locale does', () => {
    assert.equal(languageName('it', 'en'), 'Italian');
    assert.equal(languageName('it', 'it'), 'italiano');
  });

  it('say 100% only at the end', () => {
    assert.equal(percent(0.435, 'en'), '43%');
    assert.equal(percent(0.999, 'en'), '99%');
    assert.equal(percent(1, 'en'), '100%');
  });
});
