import { ThothError } from '../base/errors';
import type { CommentGenerator } from './comment';
import { createModelGenerator } from './models/languageModel';
import { createOpenAiModel } from './models/openai';
import { createSchemaGenerator } from './schema/schema';
import { createVscodeModel, type ChatModel } from './models/vscode';

/** The providers by role, for the choice that a person makes. */
export const providers = { automatic: 'auto', editor: 'vscode', server: 'openai', schema: 'schema' } as const;

/** A person's settings. */
export interface GeneratorSettings {
  readonly provider: CommentProvider;
  /** The address of a server that speaks OpenAI's protocol; empty for none. */
  readonly baseUrl: string;
  /** Empty for the first model that the editor offers. */
  readonly model: string;
}

/** The models that are available. Each is looked up only when needed. */
export interface AvailableModels {
  chatModels(): Promise<readonly ChatModel[]>;
  apiKey(): Promise<string | undefined>;
}

/** A generator, or why there is none and what to do. */
type Choice = { readonly generator: CommentGenerator } | { readonly missing: string };

type Provide = (settings: GeneratorSettings, available: AvailableModels) => Promise<Choice>;

const provide = {
  vscode: fromEditor,
  openai: fromServer,
  schema: fromSchema,
};

/** The values of the provider setting. `auto` means the first of the others that is available. */
export type CommentProvider = 'auto' | keyof typeof provide;
export const commentProviders: readonly string[] = ['auto', ...Object.keys(provide)];

/**
 * The generator that the settings choose.
 * @throws ThothError COMMENTS_NO_MODEL where it is not available, INVALID_ARGUMENT for an invalid address of a server
 */
export async function chooseGenerator(
  settings: GeneratorSettings,
  available: AvailableModels,
): Promise<CommentGenerator> {
  const candidates: readonly Provide[] =
    settings.provider === 'auto' ? [fromEditor, fromServer, fromSchema] : [provide[settings.provider]];
  let missing = '';
  for (const candidate of candidates) {
    const choice = await candidate(settings, available);
    if ('generator' in choice) return choice.generator;
    missing = choice.missing;
  }
  throw new ThothError('COMMENTS_NO_MODEL', missing);
}

async function fromEditor({ model }: GeneratorSettings, available: AvailableModels): Promise<Choice> {
  const offered = await available.chatModels();
  const chat = model === '' ? offered[0] : offered.find((one) => hasName(one, model));
  if (chat) return { generator: createModelGenerator(createVscodeModel(chat)) };
  const names = offered.map(({ name }) => name).join(', ');
  return {
    missing:
      offered.length === 0
        ? 'The editor offers no language model. Install and sign in to an extension that brings one, ' +
          'or choose another provider of comments.'
        : `The editor offers no language model called "${model}". It offers: ${names}. Choose one of them.`,
  };
}

function hasName({ id, name, family, vendor }: ChatModel, wanted: string): boolean {
  return [id, name, family, `${vendor}/${family}`, `${vendor}/${id}`].some(
    (known) => known.toLowerCase() === wanted.toLowerCase(),
  );
}

async function fromServer({ baseUrl, model }: GeneratorSettings, available: AvailableModels): Promise<Choice> {
  if (baseUrl === '' || model === '') {
    return {
      missing:
        `No ${baseUrl === '' ? 'server' : 'model'} is set for comments. Set the base URL of a server that speaks ` +
        "OpenAI's protocol, and the name of one of its models.",
    };
  }
  const apiKey = await available.apiKey();
  return { generator: createModelGenerator(createOpenAiModel({ baseUrl, model, apiKey })) };
}

function fromSchema(): Promise<Choice> {
  return Promise.resolve({ generator: createSchemaGenerator() });
}
