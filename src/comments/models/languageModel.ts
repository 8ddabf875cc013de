import { throwIfCancelled } from '../../base/errors';
import type { CommentGenerator } from '../comment';
import { buildPrompt, promptText, replySchema, type Prompt } from '../prompt/prompt';

/** A model that answers a prompt with a text. */
export interface LanguageModel {
  /** Its name for people, which is shown with each comment. */
  readonly name: string;
  /** Where the model is: a server's address, or the editor's provider. */
  readonly destination: string;
  /**
   * @param options.schema the form of the reply, as JSON Schema; some models cannot be restricted to it
   * @throws ThothError with one of the COMMENTS_ codes, or CANCELLED once the signal is aborted
   */
  complete(prompt: Prompt, options: { readonly schema?: object }, signal: AbortSignal): Promise<string>;
}

/** Makes a generator that lets a language model write the comments. */
export function createModelGenerator(model: LanguageModel): CommentGenerator {
  return {
    name: model.name,
    usesModel: true,
    destination: model.destination,
    async generate(request, signal) {
      const [prompt, { readReply }] = await Promise.all([buildPrompt(request), import('../prompt/reply')]);
      throwIfCancelled(signal);
      return readReply(await model.complete(prompt, { schema: replySchema }, signal), request);
    },
    preview: async (request) => promptText(await buildPrompt(request)),
  };
}
