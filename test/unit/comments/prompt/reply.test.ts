import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommentOutcome } from '../../../../src/comments/comment';
import { readReply } from '../../../../src/comments/prompt/reply';
import { type RequestedItems } from '../../../../src/comments/comment';
import { commentsOf, errorsOf, longestStretch } from '../support';

describe('readReply', () => {
  const columns = (...items: string[]): RequestedItems => ({ subject: 'columns', items, table: { name: 'customer' } });
  const ofTable: RequestedItems = { subject: 'table', items: ['customer'], table: { name: 'customer' } };
  const read = (value: unknown, request: RequestedItems): CommentOutcome[] =>
    readReply(typeof value === 'string' ? value : JSON.stringify(value), request);
  const good = { id: 'The key.', city: 'Where they live.' };
  const list = [
    { name: 'id', comment: 'The key.' },
    { name: 'city', comment: 'Where they live.' },
  ];

  describe('takes any usual form of a reply', () => {
    const json = JSON.stringify({ comments: list });
    for (const [form, reply] of [
      ['the form that was asked for', json],
      ['a fence', `\`\`\`json\n${json}\n\`\`\``],
      ['prose around it', `Sure! Here's what {you} [wanted]:\n${json}\nLet me know if it's "fine" {or} not.`],
      [
        'commas before closing brackets',
        '{"comments": [{"name": "id", "comment": "The key.",}, {"name": "city", "comment": "Where they live.",},],}',
      ],
      ['thoughts before it', `<think>Perhaps {"comments": [{"name": "id", "comment": "Wrong."}]}?</think>\n${json}`],
      ['a bare array', list],
      ['objects on lines', list.map((one) => JSON.stringify(one)).join('\n')],
      ['items', { items: list }],
      ['columns', { columns: list }],
      ['lists in lists', { response: { table: { name: 'customer', columns: list } } }],
      ['a map', good],
      ['a map in a list', { comments: good }],
      ['a map under the table', { customer: good }],
      ['a map to objects', { id: { comment: 'The key.' }, city: { description: 'Where they live.' } }],
      ['other member names', list.map(({ name, comment }) => ({ column_name: name, description: comment }))],
      ['camel case', list.map(({ name, comment }) => ({ columnName: name, columnDescription: comment }))],
      ['remarks beside the list', { note: 'All done', comments: list }],
      ['the table named with each', list.map((one) => ({ table: 'Customer', ...one }))],
      ['qualified names', list.map(({ name, comment }) => ({ name: `customer.${name}`, comment }))],
      ['other case', list.map(({ name, comment }) => ({ name: name.toUpperCase(), comment }))],
      ['the same twice', [...list, ...list]],
    ] as const) {
      it(form, () => assert.deepEqual(commentsOf(read(reply, columns('id', 'city'))), good));
    }

    for (const [form, reply] of [
      ['named', { name: 'customer', comment: 'Who buys.' }],
      ['table_name', { table_name: 'CUSTOMER', table_comment: 'Who buys.' }],
      ['alone', { comment: 'Who buys.' }],
      ['in a list', { tables: [{ name: 'customer', description: 'Who buys.' }] }],
      ['mapped', { customer: 'Who buys.' }],
      [
        'with columns that nobody asked for',
        { table: 'customer', comment: 'Who buys.', columns: [{ name: 'customer', comment: 'X' }] },
      ],
    ] as const) {
      it(`of a table: ${form}`, () =>
        assert.deepEqual(read(reply, ofTable), [{ item: 'customer', comment: 'Who buys.' }]));
    }

    it('a map of columns that are called like its members', () => {
      const map = { name: 'What it is called.', comment: 'What people say of it.', description: 'More of it.' };
      assert.deepEqual(commentsOf(read(map, columns('name', 'comment', 'description'))), map);
      assert.deepEqual(commentsOf(read({ comments: map }, columns('name', 'comment', 'description'))), map);
    });
  });

  describe('fails each item by itself', () => {
    it('that is missing, and counts the names that nobody asked for', () => {
      assert.deepEqual(read([list[0], { name: 'zip', comment: 'Z' }], columns('city', 'id')), [
        { item: 'city', error: 'The reply has no comment for it, but 1 for names that were not asked for.' },
        { item: 'id', comment: 'The key.' },
      ]);
    });

    it('that has two different comments, but not two equal ones', () => {
      const reply = [...list, { name: 'ID', comment: 'Another.' }, { name: 'city', comment: ' Where  they live. ' }];
      const outcomes = read(reply, columns('id', 'city'));
      assert.deepEqual(commentsOf(outcomes), { city: 'Where they live.' });
      assert.match(errorsOf(outcomes)['id'] ?? '', /two different/);
    });

    it('that is empty', () => {
      for (const comment of ['', '  \n', '""', null]) {
        assert.match(errorsOf(read([{ name: 'id', comment }], columns('id')))['id'] ?? '', /empty/);
      }
    });

    it('whose name matches two columns apart from case', () => {
      const outcomes = read({ Id: 'x', ID: 'The key.' }, columns('id', 'ID'));
      assert.deepEqual(commentsOf(outcomes), { ID: 'The key.' });
      assert.match(errorsOf(outcomes)['id'] ?? '', /no comment for it, but 1/);
    });

    for (const [form, reply] of [
      ['each named', list.map((one) => ({ table: 'supplier', ...one }))],
      ['as one', { table: 'supplier', columns: list }],
      ['by name', { name: 'supplier', columns: list }],
      ['as a map', { supplier: good }],
      ['qualified', list.map(({ name, comment }) => ({ name: `supplier.${name}`, comment }))],
    ] as const) {
      it(`of another table: ${form}`, () => {
        const errors = errorsOf(read(reply, columns('id', 'city')));
        assert.deepEqual(Object.keys(errors), ['id', 'city']);
        assert.match(errors['id'] ?? '', /but 2 for names that were not asked for/);
      });
    }

    it('of a table, when only its columns are described', () => {
      const reply = { columns: [{ name: 'customer', comment: 'A column.' }] };
      assert.deepEqual(commentsOf(read(reply, ofTable)), {});
    });
  });

  describe('fails all items', () => {
    for (const [what, reply, reason] of [
      ['of an empty reply', ' \n', /is empty/],
      ['of prose', 'I am sorry, I cannot do that.', /no complete JSON/],
      ['of truncated JSON', '{"comments": [{"name": "id", "comment": "The key."}, {"name": "ci', /no complete JSON/],
      [
        'of a list that is not closed, whatever table it is of',
        '{"table": "x", "columns": [{"name": "id", "comment": "X"}}',
        /no complete/,
      ],
      ['of other JSON', '[1, 2, "three"]', /not in the form/],
      [
        'of a reply with comments on everything',
        Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`c${n}`, 'x'])),
        /over 500/,
      ],
      ['of a reply without end', 'x'.repeat(200_001), /too long: 200001/],
    ] as const) {
      it(what, () => {
        const errors = errorsOf(read(reply, columns('id', 'city')));
        assert.deepEqual(Object.keys(errors), ['id', 'city']);
        for (const error of Object.values(errors)) assert.match(error, reason);
      });
    }
  });

  describe('saves no comment that says nothing', () => {
    for (const comment of [
      ...['NOT_ENOUGH_INFORMATION', 'NOT_ENOUGH_INFORMATION.', 'Not enough information', 'not enough information.'],
      ...['There is not enough information to describe this column.'],
      ...['Insufficient information.', 'N/A', 'unknown', 'None.'],
      ...['No information available', 'Unable to determine the purpose.'],
      ...['The purpose of this column cannot be determined.'],
      ...['The purpose of this column is unclear.'],
      ...['Informazioni insufficienti.', 'Non ci sono abbastanza informazioni.'],
      ...['Impossibile determinare lo scopo della colonna.'],
      ...['No hay suficiente información.', 'Informações insuficientes'],
      ...["Pas assez d'informations", 'Nicht genügend Informationen.'],
      ...['Onvoldoende informatie', 'Ikke nok information'],
      ...['Otillräcklig information', 'Brak wystarczających informacji'],
      ...['Nedostatek informací', 'Nincs elég információ'],
      ...[
        'Недостаточно информации',
        'Недостатньо інформації',
        'Ανεπαρκείς πληροφορίες',
        'Yeterli bilgi yok.',
        '信息不足。',
      ],
      ...['情報が不足しています', '정보가 부족합니다', 'Ei riittävästi tietoa', 'Níl go leor eolais ann'],
    ]) {
      it(comment, () => {
        const outcomes = read([{ name: 'id', comment }], columns('id'));
        assert.match(errorsOf(outcomes)['id'] ?? '', /not enough information/);
      });
    }

    for (const comment of [
      'Reason of a refusal: 1 = late, 2 = insufficient data, 3 = cannot be determined.',
      'Indica se il cliente ha fornito informazioni sufficienti.',
      'Whether there was enough information to decide.',
      'Unknown visitors that the counter at the door has seen.',
    ]) {
      it(`but keeps: ${comment}`, () =>
        assert.deepEqual(commentsOf(read([{ name: 'id', comment }], columns('id'))), { id: comment }));
    }
  });

  describe('cleans a comment', () => {
    for (const [what, given, kept] of [
      ['white space', ' One\n\n two\tthree\u0000 ', 'One two three'],
      ['quotes around it', '"The key."', 'The key.'],
      ['typographic quotes around it', '«La chiave.»', 'La chiave.'],
      ['no quotes that belong to it', '"a" or "b"', '"a" or "b"'],
      ['no opening words', 'This column is the key.', 'This column is the key.'],
      ['an end without limit', `${'A sentence. '.repeat(200)}`, 'A sentence. '.repeat(166).trim()],
      ['an end without a sentence', 'word '.repeat(500), 'word '.repeat(400).trim()],
      ['an end without anything', '😀'.repeat(1500), '😀'.repeat(1000)],
    ] as const) {
      it(`of ${what}`, () => assert.deepEqual(read({ id: given }, columns('id')), [{ item: 'id', comment: kept }]));
    }
  });

  describe('whatever the reply', () => {
    const names = ['id', 'ID', 'city', 'name', 'comment', '__proto__', 'customer', 'constructor', 'other'];
    const name = fc.oneof(fc.constantFrom(...names), fc.string());
    const text = fc.oneof(fc.lorem(), fc.string(), fc.constantFrom('', 'N/A', 'NOT_ENOUGH_INFORMATION'));
    const entry = fc.record({ name, comment: fc.oneof(text, fc.constant(null), fc.integer()) }, { requiredKeys: [] });
    const value = fc.oneof(
      fc.array(entry),
      fc.record({ comments: fc.array(entry), table: name }, { requiredKeys: [] }),
      fc.dictionary(name, text),
      fc.dictionary(name, fc.dictionary(name, text)),
      fc.jsonValue(),
    );
    const reply = fc.oneof(
      value.map((one) => JSON.stringify(one)),
      fc
        .tuple(fc.string(), value, fc.string())
        .map(([before, one, after]) => `${before}${JSON.stringify(one)}${after}`),
      fc.tuple(value, fc.nat()).map(([one, end]) => JSON.stringify(one).slice(0, end)),
      fc.string(),
    );
    const items = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 10 });

    it('gives one outcome for each item, in their order, and no comment that is not in the reply', () => {
      fc.assert(
        fc.property(reply, items, (given, wanted) => {
          const outcomes = readReply(given, columns(...wanted));
          assert.deepEqual(
            outcomes.map(({ item }) => item),
            wanted,
          );
          const said = wordsIn(given);
          for (const outcome of outcomes) {
            if ('error' in outcome) assert.ok(outcome.error.length > 0);
            else assert.ok(outcome.comment.length > 0 && said.includes(wordsIn(JSON.stringify(outcome.comment))));
          }
        }),
        { numRuns: 1000 },
      );
    });

    it('gives each comment to the item that it was written for', () => {
      const entries = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), comment: fc.lorem() }), {
        selector: (one) => one.name,
      });
      fc.assert(
        fc.property(entries, items, (given, wanted) => {
          const expected = new Map(given.map((one) => [one.name, one.comment]));
          for (const [item, comment] of Object.entries(commentsOf(read(given, columns(...wanted))))) {
            const inOtherCase = item === 'id' ? 'ID' : 'id';
            assert.ok([expected.get(item), expected.get(inOtherCase)].includes(comment), item);
          }
        }),
      );
    });
  });

  describe('finishes in time', () => {
    const entry = '[{"name":"id","comment":"x"},';
    for (const unit of ['[', '{', '{"a":', entry, '"', '\\"', '[]', ' ', '{"a":1,', ',]', '\u0000', '{x}', '```']) {
      it(`with 200,000 characters of ${JSON.stringify(unit)}`, async () => {
        const given = unit.repeat(200_000 / unit.length);
        const longest = await longestStretch(() => Promise.resolve(readReply(given, columns('id'))));
        assert.ok(longest < 50, `${longest} ms`);
      });
    }

    it('with 100,000 nested lists', async () => {
      const given = '['.repeat(100_000) + ']'.repeat(100_000);
      const longest = await longestStretch(() => Promise.resolve(readReply(given, columns('id'))));
      assert.ok(longest < 50, `${longest} ms`);
    });

    it('with ten million characters', async () => {
      const given = JSON.stringify({ id: 'x'.repeat(10_000_000) });
      const longest = await longestStretch(() => Promise.resolve(readReply(given, columns('id'))));
      assert.ok(longest < 50, `${longest} ms`);
    });

    it('with as many comments as fit', async () => {
      const given = JSON.stringify(Array.from({ length: 6000 }, (_, index) => ({ name: `c${index}`, comment: 'x' })));
      const longest = await longestStretch(() => Promise.resolve(readReply(given, columns('c1'))));
      assert.ok(longest < 50, `${longest} ms`);
    });
  });

  /** The letters and digits of a text, without what JSON and the folding of white space change. */
  function wordsIn(text: string): string {
    return text.replace(/\\[nrtbf]|\\u[0-9a-f]{4}|[^\p{L}\p{N}]/gu, '');
  }
});
