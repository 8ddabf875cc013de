import assert from 'node:assert/strict';
import { plainText } from '../../../../src/ui/texts/plainText';
import { hostileTexts } from '../../../faults/support/hostile';

/** What VS Code turns into a link in a notification. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('A text from outside in a notification', () => {
  it('contains no link, and reads the same', () => {
    const texts = [...hostileTexts, 'a [b](command:c) [d](https://e "f")', '[[x](command:y)](file:///z)'];
    assert.ok(texts.some((text) => link.test(text)));
    for (const text of texts) {
      assert.doesNotMatch(plainText(text), link);
      assert.equal(plainText(text).replaceAll('\u2060', ''), text);
    }
  });
});
