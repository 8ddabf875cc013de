import type OpenAI from 'openai';
import type { LanguageModel } from './languageModel';
import { openAiClient, type OpenAiServer } from './openaiClient';
import { explainOpenAiError, refusesSchema } from './openaiErrors';

/** A model behind a server that speaks OpenAI's protocol. */
export interface OpenAiSettings extends OpenAiServer {
  readonly model: string;
}

/** A well-known server, for a person to pick. */
export interface OpenAiPreset {
  readonly id: string;
  readonly label: string;
  readonly baseUrl: string;
  readonly needsKey: boolean;
  readonly exampleModel: string;
}

export const openAiPresets: readonly OpenAiPreset[] = [
  preset('openai', 'OpenAI', 'https://api.openai.com/v1', 'gpt-4.1-mini'),
  { ...preset('ollama', 'Ollama', 'http://localhost:11434/v1', 'llama3.1'), needsKey: false },
  { ...preset('lmstudio', 'LM Studio', 'http://localhost:1234/v1', 'qwen2.5-7b-instruct'), needsKey: false },
  preset('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'meta-llama/llama-3.3-70b-instruct'),
  preset('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'mistral-small-latest'),
  preset('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'deepseek-chat'),
  preset('groq', 'Groq', 'https://api.groq.com/openai/v1', 'llama-3.3-70b-versatile'),
  preset('gemini', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'gemini-2.5-flash'),
  preset('anthropic', 'Anthropic', 'https://api.anthropic.com/v1', 'claude-sonnet-4-5'),
];

function preset(id: string, label: string, baseUrl: string, exampleModel: string): OpenAiPreset {
  return { id, label, baseUrl, needsKey: true, exampleModel };
}

/**
 * A model on a server that speaks OpenAI's protocol. The only retry here: if a server rejects the reply's schema, the
 * call is repeated without it, and later calls do not send it.
 * @throws ThothError INVALID_ARGUMENT if the address is not valid
 */
export function createOpenAiModel(settings: OpenAiSettings): LanguageModel {
  const connect = openAiClient(settings);
  let takesSchema = true;

  return {
    name: settings.model,
    destination: new URL(settings.baseUrl).origin,
    async complete({ system, user }, { schema }, signal) {
      const ask = async (format: object): Promise<string> => {
        const [client, { readCompletion }] = await Promise.all([connect(), import('./openaiReply')]);
        const messages: OpenAI.ChatCompletionMessageParam[] = [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ];
        const answer: unknown = await client.chat.completions.create(
          { model: settings.model, messages, ...format },
          { signal: ownSignal(signal) },
        );
        return readCompletion(answer);
      };
      try {
        if (!schema || !takesSchema) return await ask({});
        return await ask(schemaFormat(schema)).catch((error: unknown) => {
          if (!refusesSchema(error)) throw error;
          takesSchema = false;
          return ask({});
        });
      } catch (error) {
        throw await explainOpenAiError(error, settings, settings.model, signal);
      }
    },
  };
}

function schemaFormat(schema: object): object {
  return { response_format: { type: 'json_schema', json_schema: { name: 'comments', strict: true, schema } } };
}

/**
 * The names of the models that a server offers.
 * @throws ThothError INVALID_ARGUMENT, one of the COMMENTS_ codes, or CANCELLED
 */
export async function listModels(server: OpenAiServer, signal: AbortSignal): Promise<string[]> {
  const connect = openAiClient(server);
  try {
    const [client, { readModels }] = await Promise.all([connect(), import('./openaiReply')]);
    const page = await client.models.list({ signal: ownSignal(signal) });
    return readModels(page.data);
  } catch (error) {
    throw await explainOpenAiError(error, server, '', signal);
  }
}

/** A signal for one call. The client never removes its listener from a signal, and the signal of a run lives long. */
function ownSignal(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal]);
}
