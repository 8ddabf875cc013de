import { createModelGenerator } from '../../../src/comments/languageModel';
import { createOpenAiModel } from '../../../src/comments/openai';
import type { CommentOptions } from '../../../src/tasks/task';

/** Comments by a model behind a server that speaks OpenAI's protocol. */
export function modelComments(baseUrl: string, more: Partial<CommentOptions> & { apiKey?: string } = {}): CommentOptions {
  const { apiKey, ...options } = more;
  return {
    generator: createModelGenerator(createOpenAiModel({ baseUrl, model: 'test-model', apiKey })),
    concurrency: 4,
    sampleRows: 5,
    personalValues: true,
    ...options,
  };
}
