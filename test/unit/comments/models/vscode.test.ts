import assert from 'node:assert/strict';
import { ThothError, type ErrorCode } from '../../../../src/base/errors';
import { createModelGenerator } from '../../../../src/comments/models/languageModel';
import { modelFailureOf } from '../../../../src/comments/models/modelFailure';
import { createVscodeModel, type ChatModel } from '../../../../src/comments/models/vscode';
import { columnsRequest, commentsOf, neverAborted } from '../support';

/** An error as the editor's `LanguageModelError` is: an error with a code, and perhaps a cause. */
function chatError(message: string, code: string, cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { name: 'LanguageModelError', code });
}

describe("The editor's models", () => {
  const prompt = { system: 'S', user: 'U' };
  const chat = (send: ChatModel['send']): ChatModel => ({
    id: 'copilot/gpt',
    name: 'GPT',
    vendor: 'copilot',
    family: 'gpt',
    maxInputTokens: 1000,
    send,
  });
  const complete = (send: ChatModel['send'], signal = neverAborted): Promise<string> =>
    createVscodeModel(chat(send)).complete(prompt, {}, signal);

  async function* pieces(...texts: string[]): AsyncGenerator<string> {
    for (const text of texts) yield await Promise.resolve(text);
  }

  it('answer piece by piece', async () => {
    const sent: string[] = [];
    const answer = await complete((system, user) => {
      sent.push(system, user);
      return Promise.resolve(pieces('One ', 'two', ''));
    });
    assert.equal(answer, 'One two');
    assert.deepEqual(sent, ['S', 'U']);
  });

  it('write comments', async () => {
    const generator = createModelGenerator(
      createVscodeModel(
        chat(() => Promise.resolve(pieces('{"comments": [{"name": "qty", ', '"comment": "How many."}]}'))),
      ),
    );
    assert.deepEqual([generator.name, generator.usesModel], ['GPT', true]);
    assert.deepEqual(commentsOf(await generator.generate(columnsRequest(['qty']), neverAborted)), { qty: 'How many.' });
    assert.match(await generator.preview(columnsRequest(['qty'])), /BEGIN DATA-[^]*"describe": \["qty"\]/);
  });

  it('are stopped if their answer does not end', async () => {
    const seen = { given: 0, stopped: false };
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          seen.given += 1;
          yield await Promise.resolve('x'.repeat(10_000));
        }
      } finally {
        seen.stopped = true;
      }
    }
    await assert.rejects(
      complete(() => Promise.resolve(endless())),
      { code: 'COMMENTS_BAD_REPLY' },
    );
    assert.ok(seen.stopped && seen.given < 30);
  });

  for (const [what, error, code, passing, advice] of [
    ['a permission', chatError('no access', 'NoPermissions'), 'COMMENTS_NO_PERMISSION', false, /Allow Thoth/],
    ['a model that is gone', chatError('gone', 'NotFound'), 'COMMENTS_NO_MODEL', false, /another model/],
    ['refused content', chatError('no', 'Blocked'), 'COMMENTS_BLOCKED', false, /fewer sample rows/],
    ['another topic', chatError('failed', '', new Error('off_topic')), 'COMMENTS_BLOCKED', false, /content/],
    ['a quota', chatError('Blocked', 'Blocked', new Error('Quota exceeded')), 'COMMENTS_QUOTA', true, /quota/],
    ['a rate limit', chatError('Sorry, you have been rate limited.', ''), 'COMMENTS_QUOTA', true, /rate limited\. Its/],
    ['anything else', new Error('network'), 'COMMENTS_SERVER_FAILED', true, /"GPT" did not answer: network\. Try/],
  ] as const) {
    it(`say why there is no answer: ${what}`, async () => {
      const check = (thrown: unknown): true => {
        assert.ok(thrown instanceof ThothError);
        assert.equal(thrown.code, code satisfies ErrorCode);
        assert.match(thrown.message, advice);
        assert.equal(modelFailureOf(thrown)?.passing, passing);
        return true;
      };
      await assert.rejects(
        complete(() => Promise.reject(error)),
        check,
      );
      async function* broken(): AsyncGenerator<string> {
        yield await Promise.resolve('{');
        throw error;
      }
      await assert.rejects(
        complete(() => Promise.resolve(broken())),
        check,
      );
    });
  }

  it('stop when they are cancelled, whatever error they throw', async () => {
    const stop = new AbortController();
    const answer = complete(() => {
      stop.abort();
      return Promise.reject(new Error('Canceled'));
    }, stop.signal);
    await assert.rejects(answer, { code: 'CANCELLED' });
    await assert.rejects(
      complete(() => Promise.resolve(pieces('x')), AbortSignal.abort()),
      { code: 'CANCELLED' },
    );
  });
});
