import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CommentCalls } from '../../../../src/comments/calls/calls';
import { createModelGenerator } from '../../../../src/comments/models/languageModel';
import { createOpenAiModel } from '../../../../src/comments/models/openai';
import { ManualClock } from '../../support/manualClock';
import { startModelServer, type Behaviour, type ModelServer } from './modelServer';
import { commentsOf, errorsOf, longestStretch, neverAborted, table, tableRequest, tenColumns } from '../support';

const nestedLists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** From the request to the outcome, through the real package, against a server that fails in many ways. */
describe('A run against a server that misbehaves', () => {
  const apiKey = 'sk-never-to-be-seen-1234';
  let server: ModelServer;
  let clock: ManualClock;
  let events: string[];
  let calls: CommentCalls;

  beforeEach(async () => {
    server = await startModelServer();
    [clock, events] = [new ManualClock(), []];
    const generator = createModelGenerator(createOpenAiModel({ baseUrl: server.baseUrl, model: 'test-model', apiKey }));
    calls = new CommentCalls(generator, {
      clock,
      random: () => 1,
      onEvent: (text) => {
        events.push(text);
        // every wait ends at once
        const seconds = Number(/(\d+) s\b/.exec(text)?.[1] ?? 0);
        setImmediate(() => clock.advance(seconds * 1000));
      },
    });
  });
  afterEach(() => server.close());

  const request = tenColumns();
  const partial = (...names: string[]): Behaviour => ({
    kind: 'reply',
    text: JSON.stringify({ comments: names.map((name) => ({ name, comment: `Comment of ${name}` })) }),
  });
  const call = async (): Promise<{ comments: Record<string, string>; errors: Record<string, string> }> => {
    const outcomes = await calls.call(request, neverAborted);
    assert.deepEqual(
      outcomes.map(({ item }) => item),
      request.items,
    );
    assert.ok(!inspect([outcomes, events], { depth: 10 }).includes(apiKey), 'the key is nowhere to be seen');
    return { comments: commentsOf(outcomes), errors: errorsOf(outcomes) };
  };
  const complete = Object.fromEntries(request.items.map((item) => [item, `Comment of ${item}`]));

  for (const [what, behaviours, said] of [
    ['answers well', [], []],
    [
      'is busy',
      [{ kind: 'status', status: 429, headers: { 'retry-after': '12' } }],
      [/^Waiting 12 s: the server asked for it \(429\)$/, /^Fewer calls.*: 2$/],
    ],
    [
      'fails twice',
      [
        { kind: 'status', status: 500 },
        { kind: 'status', status: 503 },
      ],
      [/again in 1 s.*500/, /again in 2 s.*503/],
    ],
    [
      'drops connections',
      [
        { kind: 'drop', after: 'request' },
        { kind: 'drop', after: 'headers' },
      ],
      [/closed the connection/, /closed the connection/],
    ],
    ['takes no schema', [{ kind: 'noSchema' }], []],
    [
      'reports in an answer with status 200 that it is overloaded',
      [{ kind: 'raw', text: '{"error": {"message": "overloaded", "code": 529}}' }],
      [/overloaded/],
    ],
  ] as const satisfies readonly (readonly [string, readonly Behaviour[], readonly RegExp[]])[]) {
    it(`gets all comments if the server ${what}`, async () => {
      server.next(...behaviours);
      const { comments, errors } = await call();
      assert.deepEqual(comments, complete);
      assert.deepEqual(errors, {});
      assert.equal(events.length, said.length, events.join('\n'));
      for (const [index, expected] of said.entries()) assert.match(events[index] ?? '', expected);
    });
  }

  it('gets all comments if the server is slow once', async () => {
    server.next({ kind: 'silent' });
    const outcome = call();
    await server.received(1);
    clock.advance(90_000);
    assert.deepEqual((await outcome).comments, complete);
    await server.hungUp(1);
    assert.match(events[0] ?? '', /Trying again in 1 s .*did not answer within 90 s/);
  });

  for (const [what, behaviour, failed, reason] of [
    ['only 3 of 10 columns', partial('c0', 'c4', 'c9'), 7, /no comment for it\.$/],
    [
      "another table's names",
      partial('x0', 'x1', 'x2'),
      10,
      /no comment for it, but 3 for names that were not asked for/,
    ],
    ['a column twice', partial('c0', ...request.items), 0, /never/],
    [
      'truncated JSON in a whole answer',
      { kind: 'reply', text: '{"comments": [{"name": "c0", "comm' },
      10,
      /no complete JSON/,
    ],
    ['a truncated answer', { kind: 'raw', text: '{"choices": [{"message": {"content": "{' }, 10, /cannot be read/],
    ['a reply that was cut off', { kind: 'reply', text: '{"comm', finishReason: 'length' }, 10, /limit of tokens/],
    ['10 MB', { kind: 'good', comment: () => 'x'.repeat(1_000_000) }, 10, /longer than 2000000 bytes/],
    [
      'lists inside lists',
      { kind: 'raw', text: nestedLists(51) },
      10,
      /more than 50 objects and lists inside each other/,
    ],
    ['1 MB', { kind: 'good', comment: () => 'x'.repeat(100_000) }, 10, /too long: \d+ characters/],
    ['nothing', { kind: 'reply', text: '' }, 10, /The reply is empty/],
    [
      'that there is not enough information',
      { kind: 'good', comment: () => 'Not enough information.' },
      10,
      /not enough information/,
    ],
  ] as const satisfies readonly (readonly [string, Behaviour, number, RegExp])[]) {
    it(`keeps the valid comments, and the reasons for the others, if the server returns ${what}`, async () => {
      server.always(behaviour);
      const { comments, errors } = await call();
      assert.equal(Object.keys(errors).length, failed);
      for (const error of Object.values(errors)) assert.match(error, reason);
      for (const [item, comment] of Object.entries(comments)) assert.equal(comment, `Comment of ${item}`);
      assert.equal(Object.keys(comments).length, 10 - failed);
      assert.equal(server.requests.length, 1);
    });
  }

  it('fails all columns if the server never recovers, after four attempts', async () => {
    server.always({ kind: 'status', status: 502 });
    const { errors } = await call();
    assert.equal(Object.keys(errors).length, 10);
    assert.match(errors['c0'] ?? '', /failed \(502\)/);
    assert.equal(server.requests.length, 4);
  });

  it('ends if the key is refused', async () => {
    server.always({ kind: 'status', status: 401, message: `Incorrect API key: ${apiKey}` });
    await assert.rejects(calls.call(request, neverAborted), (error) => {
      assert.ok(!inspect(error, { depth: 10 }).includes(apiKey));
      return error instanceof Error && /Set the API key/.test(error.message);
    });
    assert.equal(server.requests.length, 1);
  });

  it('ends if the server is broken before and after the pause', async () => {
    server.always({ kind: 'raw', text: '<html>', type: 'text/html' });
    for (let count = 0; count < 3; count++) await call();
    await assert.rejects(calls.call(request, neverAborted), { code: 'COMMENTS_BREAKER_OPEN' });
    assert.equal(server.requests.length, 4);
    assert.match(events.join('\n'), /pausing for 120 s\nThe pause is over/);
  });

  it('sends as many requests at a time as are allowed', async () => {
    server.always({ kind: 'silent' });
    const stop = new AbortController();
    const all = Array.from({ length: 10 }, (_, index) =>
      assert.rejects(calls.call(tableRequest(table(`t${index}`)), stop.signal), { code: 'CANCELLED' }),
    );
    await server.received(4);
    stop.abort();
    await Promise.all(all);
    await server.hungUp(4);
    assert.deepEqual([server.mostRunning, server.requests.length], [4, 4]);
  });

  it('gives each table its own comment or the reason why it has none, whatever the server does', async () => {
    const bad: readonly Behaviour[] = [
      { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
      { kind: 'drop', after: 'request' },
      { kind: 'reply', text: '{"comments": [{"name": "someone_else", "comment": "Wrong."}]}' },
      { kind: 'good' },
      { kind: 'drop', after: 'headers' },
      { kind: 'reply', text: 'Sorry.' },
      { kind: 'status', status: 500 },
    ];
    for (let round = 0; round < 4; round++) for (const behaviour of bad) server.next(behaviour, { kind: 'good' });
    const names = Array.from({ length: 50 }, (_, index) => `table_${index}`);
    const outcomes = await Promise.all(names.map((name) => calls.call(tableRequest(table(name)), neverAborted)));
    assert.deepEqual(
      outcomes.flat().map(({ item }) => item),
      names,
    );
    for (const outcome of outcomes.flat()) {
      if ('comment' in outcome) assert.equal(outcome.comment, `Comment of ${outcome.item}`);
      else assert.match(outcome.error, /no comment for it, but 1|no complete JSON/);
    }
    assert.equal(clock.pending, 0);
  });

  // made beforehand, since the server is in this process, too
  for (const [what, text] of [
    ['10 MB', JSON.stringify({ choices: [{ message: { content: 'x'.repeat(10_000_000) } }] })],
    ['900,000 lists inside each other', nestedLists(900_000)],
  ] as const) {
    it(`never blocks the event loop for long with a reply of ${what}`, async () => {
      server.always({ kind: 'raw', text });
      const generator = createModelGenerator(createOpenAiModel({ baseUrl: server.baseUrl, model: 'm' }));
      const longest = await longestStretch(() => assert.rejects(generator.generate(request, neverAborted)));
      assert.ok(longest < 50, `${longest} ms`);
    });
  }
});
