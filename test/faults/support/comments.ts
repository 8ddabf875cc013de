import { setTimeout as wait } from 'node:timers/promises';
import { createModelGenerator } from '../../../src/comments/models/languageModel';
import { createOpenAiModel } from '../../../src/comments/models/openai';
import type { CommentOptions } from '../../../src/tasks/task';
import { startModelServer, type ModelServer } from '../../unit/comments/models/modelServer';
import { allWell, ScriptedGenerator } from '../../unit/support/generator';

/** Gives the suite it is called in a server of models for each test. */
export function useModelServer(): { readonly current: ModelServer } {
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer();
  });
  afterEach(() => server.close());
  return {
    get current() {
      return server;
    },
  };
}

/** Comments by a model behind a server that speaks OpenAI's protocol. */
export function modelComments(
  baseUrl: string,
  more: Partial<CommentOptions> & { apiKey?: string } = {},
): CommentOptions {
  const { apiKey, ...options } = more;
  return {
    generator: createModelGenerator(createOpenAiModel({ baseUrl, model: 'test-model', apiKey })),
    concurrency: 4,
    sampleRows: 5,
    personalValues: true,
    ...options,
  };
}

/** Comments that come after some milliseconds, two calls at a time. @param onCall called with the items of each call */
export function scriptedComments(
  milliseconds: number,
  onCall: (items: readonly string[]) => void = () => undefined,
): CommentOptions {
  const generator = new ScriptedGenerator(async (request) => {
    onCall(request.items);
    await wait(milliseconds);
    return allWell(request);
  });
  return { generator, concurrency: 2, sampleRows: 2, personalValues: false };
}
