import * as vscode from 'vscode';
import { goodReply, itemsOf } from '../../unit/comments/models/modelServer';

/** As the manifest beside this file declares it. */
export const vendor = 'thoth-test';

/** A request as a model got it. */
export interface ChatRequest {
  /** The model's name. */
  readonly model: string;
  /** The texts of the messages, in their order. */
  readonly messages: readonly string[];
  /** The names that are to be described. */
  readonly items: readonly string[];
  readonly token: vscode.CancellationToken;
}

/** The test models: which there are, and what they answer. */
export interface TestModels {
  /** All requests so far, in their order. */
  readonly requests: readonly ChatRequest[];
  /** Makes the editor offer these models, and forgets all requests; they answer correctly until `answer` is called. */
  offer(...names: string[]): void;
  /** What every model answers from now on; an error is thrown as a provider throws it. */
  answer(reply: (request: ChatRequest) => string | Promise<string>): void;
}

/** A comment for each name, as a well-behaved model writes it. */
export function wellBehaved({ items }: ChatRequest): string {
  return goodReply(items);
}

/** Registers the models, and hands them to the tests. */
export function activate({ subscriptions }: vscode.ExtensionContext): TestModels {
  const changed = new vscode.EventEmitter<void>();
  const state = { names: [] as string[], reply: wellBehaved as Parameters<TestModels['answer']>[0] };
  const requests: ChatRequest[] = [];
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => state.names.map(describeModel),
    async provideLanguageModelChatResponse(model, messages, _options, progress, token) {
      const texts = messages.map(textOf);
      const request = { model: model.name, messages: texts, items: itemsOf(texts.join('\n')), token };
      requests.push(request);
      // in two pieces, as models write
      const reply = await state.reply(request);
      const middle = Math.floor(reply.length / 2);
      for (const piece of [reply.slice(0, middle), reply.slice(middle)]) {
        progress.report(new vscode.LanguageModelTextPart(piece));
      }
    },
    provideTokenCount: (_model, text) => Promise.resolve(typeof text === 'string' ? text.length : textOf(text).length),
  };
  subscriptions.push(changed, vscode.lm.registerLanguageModelChatProvider(vendor, provider));
  return {
    requests,
    offer(...names) {
      requests.length = 0;
      Object.assign(state, { names, reply: wellBehaved });
      changed.fire();
    },
    answer: (reply) => void (state.reply = reply),
  };
}

function describeModel(name: string): vscode.LanguageModelChatInformation {
  const limits = { maxInputTokens: 100_000, maxOutputTokens: 10_000 };
  return { id: `${name}-id`, name, family: `${name}-family`, version: '1', ...limits, capabilities: {} };
}

function textOf({ content }: vscode.LanguageModelChatRequestMessage): string {
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}
