import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ThothError } from '../../../../src/base/errors';
import { modelFailureOf } from '../../../../src/comments/models/modelFailure';
import { createOpenAiModel, listModels, openAiPresets } from '../../../../src/comments/models/openai';
import { replySchema } from '../../../../src/comments/prompt/prompt';
import { offeredModels, startModelServer, type Behaviour, type ModelServer } from './modelServer';
import { neverAborted } from '../support';

describe("A model behind OpenAI's protocol", () => {
  const apiKey = 'key/with+odd=characters-1234';
  const prompt = { system: 'Be brief.', user: 'Describe.' };
  let server: ModelServer;

  beforeEach(async () => (server = await startModelServer()));
  afterEach(() => server.close());

  const complete = (
    signal = neverAborted,
    settings: { baseUrl?: string; apiKey?: string | undefined } = {},
  ): Promise<string> =>
    createOpenAiModel({ baseUrl: server.baseUrl, model: 'test-model', apiKey, ...settings }).complete(
      prompt,
      { schema: replySchema },
      signal,
    );

  async function failureOf(answer: Promise<unknown>): Promise<ThothError> {
    const error: unknown = await answer.then(
      () => assert.fail('it went well'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ThothError, String(error));
    assert.ok(!inspect(error, { depth: 10 }).includes(apiKey), 'the key is nowhere in the error');
    return error;
  }

  it('receives two messages, the key, and the schema of the reply', async () => {
    server.next({ kind: 'reply', text: 'Fine.' });
    assert.equal(await complete(), 'Fine.');
    const [request] = server.requests;
    assert.equal(request?.path, '/v1/chat/completions');
    assert.equal(request.authorization, `Bearer ${apiKey}`);
    assert.deepEqual(request.body, {
      model: 'test-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Describe.' },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'comments', strict: true, schema: replySchema } },
    });
  });

  it('receives nothing about this machine or its environment', async () => {
    const names = ['OPENAI_API_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID', 'OPENAI_CUSTOM_HEADERS'];
    for (const name of names) process.env[name] = 'x-mine: from-the-environment';
    try {
      await complete(neverAborted, { apiKey: undefined });
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
    const headers = server.requests[0]?.headers ?? {};
    assert.equal(headers['authorization'], undefined);
    assert.doesNotMatch(JSON.stringify(headers), /from-the-environment|stainless|openai/i);
  });

  it('receives no schema of the reply once its server has rejected it', async () => {
    server.always({ kind: 'noSchema' });
    const model = createOpenAiModel({ baseUrl: server.baseUrl, model: 'test-model' });
    for (let call = 0; call < 2; call++) await model.complete(prompt, { schema: replySchema }, neverAborted);
    assert.deepEqual(
      server.requests.map(({ body }) => body.response_format !== undefined),
      [true, false, false],
    );
  });

  it('is asked only once if it refuses for another reason', async () => {
    server.always({ kind: 'status', status: 400, message: 'the context is too long' });
    const error = await failureOf(complete());
    assert.equal(error.code, 'COMMENTS_SERVER_FAILED');
    assert.match(error.message, /refused the request \(400\): the context is too long\.$/);
    assert.equal(modelFailureOf(error)?.passing, false);
    assert.equal(server.requests.length, 1);
  });

  for (const [status, code, passing, message] of [
    [401, 'COMMENTS_KEY_REFUSED', false, /Set the API key of this server again/],
    [403, 'COMMENTS_KEY_REFUSED', false, /refused access \(403\)/],
    [404, 'COMMENTS_NO_MODEL', false, /no model "test-model"/],
    [402, 'COMMENTS_QUOTA', false, /balance of the account/],
    [429, 'COMMENTS_QUOTA', true, /no more requests for now/],
    [408, 'COMMENTS_TIMEOUT', true, /ran out of time/],
    [409, 'COMMENTS_SERVER_FAILED', true, /failed \(409\)/],
    [500, 'COMMENTS_SERVER_FAILED', true, /failed \(500\)/],
    [503, 'COMMENTS_SERVER_FAILED', true, /failed \(503\)/],
    [418, 'COMMENTS_SERVER_FAILED', false, /refused the request \(418\)/],
  ] as const) {
    it(`says what status ${status} means, and does not repeat the key that the server repeats`, async () => {
      server.next({ kind: 'status', status, message: `asked to fail with ${apiKey}` });
      const error = await failureOf(complete());
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.match(error.message, /asked to fail with •••/);
      assert.deepEqual([modelFailureOf(error)?.status, modelFailureOf(error)?.passing], [status, passing]);
      assert.equal(server.requests.length, 1, 'nothing is retried here');
    });
  }

  it('says that a key is needed if none is set', async () => {
    server.next({ kind: 'status', status: 401 });
    assert.match(
      (await failureOf(complete(neverAborted, { apiKey: undefined }))).message,
      /Set an API key for this server/,
    );
  });

  for (const [headers, milliseconds] of [
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '1500', 'retry-after': '12' }, 1500],
    [{ 'retry-after': 'Fri, 01 Jan 2027 00:01:00 GMT', date: 'Fri, 01 Jan 2027 00:00:00 GMT' }, 60_000],
    [{ 'retry-after': 'Fri, 01 Jan 2027 00:00:00 GMT', date: 'Fri, 01 Jan 2027 00:01:00 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ] as const) {
    it(`keeps the wait that a server asks for: ${JSON.stringify(headers)}`, async () => {
      server.next({ kind: 'status', status: 429, headers });
      assert.equal(modelFailureOf(await failureOf(complete()))?.retryAfter, milliseconds);
    });
  }

  for (const [what, behaviour, code, passing, message] of [
    [
      'a connection dropped before the answer',
      { kind: 'drop', after: 'request' },
      'COMMENTS_SERVER_FAILED',
      true,
      /closed the connection/,
    ],
    [
      'a connection dropped in the answer',
      { kind: 'drop', after: 'headers' },
      'COMMENTS_SERVER_FAILED',
      true,
      /closed the connection/,
    ],
    ['truncated JSON', { kind: 'raw', text: '{"choices": [{"mess' }, 'COMMENTS_BAD_REPLY', false, /cannot be read/],
    [
      'a page of the web',
      { kind: 'raw', text: '<html>Welcome', type: 'text/html' },
      'COMMENTS_BAD_REPLY',
      undefined,
      /did not answer in OpenAI's protocol: <html>Welcome/,
    ],
    ['other JSON', { kind: 'raw', text: '{"choices": []}' }, 'COMMENTS_BAD_REPLY', undefined, /Check the base URL/],
    [
      'an error as an answer',
      { kind: 'raw', text: '{"error": {"message": "overloaded", "code": 503}}' },
      'COMMENTS_SERVER_FAILED',
      true,
      /failed \(503\): overloaded/,
    ],
    [
      'a quota as an answer',
      { kind: 'raw', text: '{"error": {"message": "none left", "code": "insufficient_quota"}}' },
      'COMMENTS_QUOTA',
      false,
      /wants to be paid/,
    ],
    [
      'a reply cut off',
      { kind: 'reply', text: '{"comments', finishReason: 'length' },
      'COMMENTS_BAD_REPLY',
      undefined,
      /limit of tokens/,
    ],
    [
      'a filtered reply',
      { kind: 'reply', text: '', finishReason: 'content_filter' },
      'COMMENTS_BLOCKED',
      undefined,
      /content filter/,
    ],
    [
      'an answer of 10 MB',
      { kind: 'reply', text: 'x'.repeat(10_000_000) },
      'COMMENTS_BAD_REPLY',
      false,
      /longer than 2000000 bytes/,
    ],
    [
      'an error of 10 MB',
      { kind: 'status', status: 500, message: 'x'.repeat(10_000_000) },
      'COMMENTS_SERVER_FAILED',
      true,
      /failed \(500\)/,
    ],
  ] as const satisfies readonly (readonly [string, Behaviour, ...unknown[]])[]) {
    it(`fails with ${what}`, async () => {
      server.next(behaviour);
      const error = await failureOf(complete());
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.message.length < 700);
      assert.equal(modelFailureOf(error)?.passing, passing);
    });
  }

  it('fails if no server listens, and names the address', async () => {
    const { baseUrl } = server;
    await server.close();
    const error = await failureOf(complete());
    server = await startModelServer();
    assert.equal(error.code, 'COMMENTS_SERVER_FAILED');
    assert.ok(error.message.includes(baseUrl) && error.message.includes('ECONNREFUSED'), error.message);
    assert.equal(modelFailureOf(error)?.passing, true);
  });

  it('follows no redirect to another server, with or without a key', async () => {
    const other = await startModelServer();
    try {
      server.next({ kind: 'status', status: 307, headers: { location: `${other.baseUrl}/chat/completions` } });
      const error = await failureOf(complete());
      assert.equal(error.code, 'COMMENTS_SERVER_FAILED');
      assert.ok(error.message.includes(`redirects to ${other.baseUrl}`));
      assert.equal(other.requests.length, 0);
    } finally {
      await other.close();
    }
  });

  it('closes the connection when it is cancelled', async () => {
    server.next({ kind: 'silent' });
    const stop = new AbortController();
    const answer = failureOf(complete(stop.signal));
    await server.received(1);
    stop.abort();
    assert.equal((await answer).code, 'CANCELLED');
    await server.hungUp(1);
    assert.equal((await failureOf(complete(stop.signal))).code, 'CANCELLED');
    assert.equal(server.requests.length, 1);
  });

  for (const baseUrl of [
    ...['', 'localhost:11434', 'ftp://x/v1', 'http://ann:s3cret@x/v1', 'http://x/v1?key=s3cret', 'http://x/#a'],
  ]) {
    it(`refuses the address ${JSON.stringify(baseUrl)}`, () => {
      assert.throws(
        () => createOpenAiModel({ baseUrl, model: 'm' }),
        (error: ThothError) => error.code === 'INVALID_ARGUMENT' && !error.message.includes('s3cret'),
      );
    });
  }

  it('accepts an address with a trailing slash', async () => {
    await complete(neverAborted, { baseUrl: `${server.baseUrl}/` });
    assert.equal(server.requests[0]?.path, '/v1/chat/completions');
  });

  it('lists the models of a server', async () => {
    const own = { baseUrl: server.baseUrl, apiKey };
    assert.deepEqual(await listModels(own, neverAborted), [...offeredModels].sort());
    assert.equal(server.requests[0]?.authorization, `Bearer ${apiKey}`);
    assert.equal(
      (await failureOf(listModels({ baseUrl: `${server.baseUrl}x/nowhere` }, AbortSignal.abort()))).code,
      'CANCELLED',
    );
  });

  it('has presets with valid addresses, each once', () => {
    for (const { baseUrl, exampleModel: model } of openAiPresets) createOpenAiModel({ baseUrl, model });
    assert.equal(new Set(openAiPresets.map(({ id }) => id)).size, openAiPresets.length);
    assert.deepEqual(
      openAiPresets.filter(({ needsKey }) => !needsKey).map(({ id }) => id),
      ['ollama', 'lmstudio'],
    );
    for (const { baseUrl, needsKey } of openAiPresets) assert.ok(!needsKey || baseUrl.startsWith('https://'));
  });
});
