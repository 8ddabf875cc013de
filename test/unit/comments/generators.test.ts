import assert from 'node:assert/strict';
import { chooseGenerator, type GeneratorSettings } from '../../../src/comments/generators';
import type { ChatModel } from '../../../src/comments/models/vscode';

describe('chooseGenerator', () => {
  const chat = (name: string, family: string): ChatModel => ({
    id: `id-of-${name}`,
    name,
    vendor: 'copilot',
    family,
    maxInputTokens: 1000,
    send: () => Promise.reject(new Error('nobody asks')),
  });
  const offered = [chat('First', 'one'), chat('Second', 'two')];
  const server = { baseUrl: 'http://localhost:11434/v1', model: 'llama' };

  async function choose(
    settings: Partial<GeneratorSettings>,
    chatModels: readonly ChatModel[] = offered,
  ): Promise<{ name: string; usesModel: boolean; keyAsked: boolean }> {
    let keyAsked = false;
    const apiKey = (): Promise<string> => {
      keyAsked = true;
      return Promise.resolve('key');
    };
    const generator = await chooseGenerator(
      { provider: 'auto', baseUrl: '', model: '', ...settings },
      { chatModels: () => Promise.resolve(chatModels), apiKey },
    );
    return { name: generator.name, usesModel: generator.usesModel, keyAsked };
  }

  for (const [what, settings, models, name] of [
    ['the first of the editor', {}, offered, 'First'],
    ['the one of the editor that is named', { model: 'Second' }, offered, 'Second'],
    ['the one whose family is named', { model: 'TWO' }, offered, 'Second'],
    ['the one whose id is named', { model: 'id-of-Second' }, offered, 'Second'],
    ['the one of a vendor', { model: 'copilot/two' }, offered, 'Second'],
    ['the server, where the editor has no such model', server, offered, 'llama'],
    ['the server, where the editor has none', server, [], 'llama'],
    ['the schema, where there is neither', {}, [], 'schema'],
    ['the schema, where the server has no model set', { baseUrl: server.baseUrl }, [], 'schema'],
  ] as const) {
    it(`automatically chooses ${what}`, async () => {
      const chosen = await choose(settings, models);
      assert.equal(chosen.name, name);
      assert.equal(chosen.usesModel, name !== 'schema');
      assert.equal(chosen.keyAsked, name === 'llama', 'the key is asked for only when it is sent');
    });
  }

  it('uses the provider that is set, whatever else is available', async () => {
    assert.equal((await choose({ provider: 'schema', ...server })).name, 'schema');
    assert.equal((await choose({ provider: 'openai', ...server })).name, 'llama');
    assert.equal((await choose({ provider: 'vscode', baseUrl: server.baseUrl })).name, 'First');
  });

  for (const [what, settings, models, message] of [
    ['the editor has no model', { provider: 'vscode' }, [], /offers no language model\. Install/],
    [
      'the editor has not the model',
      { provider: 'vscode', model: 'x' },
      offered,
      /called "x"\. It offers: First, Second/,
    ],
    ['no server is set', { provider: 'openai', model: 'x' }, offered, /No server is set/],
    ['no model is set', { provider: 'openai', baseUrl: 'http://x' }, offered, /No model is set/],
  ] as const) {
    it(`says what to do when ${what}`, async () => {
      await assert.rejects(choose(settings, models), { code: 'COMMENTS_NO_MODEL', message });
    });
  }

  it('refuses an invalid address', async () => {
    const settings = { provider: 'openai', baseUrl: 'localhost', model: 'x' } as const;
    await assert.rejects(choose(settings), { code: 'INVALID_ARGUMENT' });
  });
});
