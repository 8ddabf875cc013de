import * as vscode from 'vscode';
import type { ChatModel } from '../../comments/models/vscode';

/** All language models that the editor offers. */
export async function chatModels(): Promise<readonly ChatModel[]> {
  return (await vscode.lm.selectChatModels()).map(toChatModel);
}

function toChatModel(model: vscode.LanguageModelChat): ChatModel {
  const { id, name, vendor, family, maxInputTokens } = model;
  return {
    id,
    name,
    vendor,
    family,
    maxInputTokens,
    async send(system, user, signal) {
      const cancellation = new vscode.CancellationTokenSource();
      const cancel = (): void => cancellation.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      // the editor's models take no system messages: the rules come first
      const messages = [vscode.LanguageModelChatMessage.User(system), vscode.LanguageModelChatMessage.User(user)];
      const justification = vscode.l10n.t('Thoth describes the tables and columns of your databases.');
      const { text } = await model.sendRequest(messages, { justification }, cancellation.token);
      return text;
    },
  };
}
