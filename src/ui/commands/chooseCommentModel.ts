import * as vscode from 'vscode';
import type { CommentModel } from '../../operations/ports';
import type { Services } from '../services';
import { defineSimpleCommand } from './command';
import { aboveTree } from './menus';

/** Lets a person choose who writes comments, and stores the key of a server. */
export const chooseCommentModel = defineSimpleCommand({
  id: 'thoth.chooseCommentModel',
  title: 'Choose Who Writes Comments…',
  menus: [aboveTree('3_settings@0')],
  async perform(services) {
    const picked = await vscode.window.showQuickPick(await choices(services), {
      title: vscode.l10n.t('Who Writes Comments?'),
      matchOnDetail: true,
    });
    const model = await picked?.choose?.();
    if (model) await services.comments.chooseModel(model);
  },
});

interface ChoiceItem extends vscode.QuickPickItem {
  choose?(): Promise<CommentModel | undefined>;
}

async function choices(services: Services): Promise<ChoiceItem[]> {
  const { openAiPresets } = await import('../../comments/models/openai');
  const { providers } = await import('../../comments/generators');
  const offered = await services.chatModels();
  return [
    {
      label: vscode.l10n.t('Automatic'),
      detail: vscode.l10n.t('The editor’s own model where there is one, else the server that is set, else the schema'),
      choose: () => Promise.resolve({ provider: providers.automatic }),
    },
    {
      label: vscode.l10n.t('From the schema alone'),
      detail: vscode.l10n.t('No model and no network: short facts from names, types, keys and data'),
      choose: () => Promise.resolve({ provider: providers.schema }),
    },
    { label: vscode.l10n.t('The editor’s models'), kind: vscode.QuickPickItemKind.Separator },
    ...offered.map(({ id, name, vendor }) => ({
      label: name,
      description: vendor,
      choose: () => Promise.resolve({ provider: providers.editor, model: id }),
    })),
    { label: vscode.l10n.t('Servers with OpenAI’s protocol'), kind: vscode.QuickPickItemKind.Separator },
    ...openAiPresets.map((preset) => ({
      label: preset.label,
      description: preset.baseUrl,
      choose: () => chooseServer(services, preset, providers.server),
    })),
    {
      label: vscode.l10n.t('Another server…'),
      choose: () => chooseServer(services, { baseUrl: '', exampleModel: '', needsKey: true }, providers.server),
    },
  ];
}

async function chooseServer(
  { comments }: Services,
  preset: { readonly baseUrl: string; readonly exampleModel: string; readonly needsKey: boolean },
  provider: CommentModel['provider'],
): Promise<CommentModel | undefined> {
  const baseUrl = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the Server'),
    prompt: vscode.l10n.t('The base URL, which usually ends in /v1'),
    value: preset.baseUrl,
    ignoreFocusOut: true,
    validateInput: (value) => (isWebAddress(value) ? undefined : vscode.l10n.t('Give an http:// or https:// address.')),
  });
  if (baseUrl === undefined) return undefined;
  const known = await comments.apiKey(baseUrl);
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('Key of the Server'),
    prompt: preset.needsKey
      ? vscode.l10n.t('It is kept in the editor’s secret storage, and sent to this server only.')
      : vscode.l10n.t('Leave it empty where the server needs none.'),
    password: true,
    value: known ?? '',
    ignoreFocusOut: true,
  });
  if (key === undefined) return undefined;
  await comments.storeApiKey(baseUrl, key.trim());
  const model = await chooseModel(baseUrl, key.trim(), preset.exampleModel);
  return model === undefined ? undefined : { provider, baseUrl, model };
}

/** One of the models that the server lists, or any name if it lists none. */
async function chooseModel(baseUrl: string, apiKey: string, example: string): Promise<string | undefined> {
  const title = vscode.l10n.t('Model');
  const { listModels } = await import('../../comments/models/openai');
  const names = await listModels({ baseUrl, apiKey }, AbortSignal.timeout(10_000)).catch(() => []);
  if (names.length > 0) return vscode.window.showQuickPick(names, { title, ignoreFocusOut: true });
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The server did not list its models: give the name of one.'),
    value: example,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Give a name.') : undefined),
  });
  return name?.trim();
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
