import * as vscode from 'vscode';
import type { Consent, ModelRunSummary } from '../../operations/ports';
import { promptScheme } from '../ids';
import { wholeNumber } from '../texts/format';
import { locale } from '../texts/editorLanguage';
import { taskTitle } from '../texts/texts';
import { PromptDocuments } from './promptDocuments';

/** The key in the editor's state for the models that a person has allowed, as `name @ destination`. */
const allowedModelsKey = 'allowedModels';

/**
 * Registers the documents that show a request, and returns the dialog that asks before data are sent to a language
 * model.
 */
export function registerConsent({ globalState, subscriptions }: vscode.ExtensionContext): Consent {
  const prompts = new PromptDocuments();
  subscriptions.push(prompts, vscode.workspace.registerTextDocumentContentProvider(promptScheme, prompts));
  const allowedModels = (): readonly string[] => globalState.get<readonly string[]>(allowedModelsKey, []);
  return {
    isAllowed: (model) => allowedModels().includes(model),
    allow: (model) => globalState.update(allowedModelsKey, [...allowedModels(), model]),
    ask: (summary) => ask(prompts, summary),
  };
}

/**
 * Asks in a dialog. If the person opens the request, asks in a list that stays open, so that the request can be read.
 */
async function ask(prompts: PromptDocuments, summary: ModelRunSummary): Promise<boolean> {
  const title = vscode.l10n.t('Have “{0}” write comments?', summary.model);
  const detail = detailOf(summary);
  const generate = vscode.l10n.t('Generate');
  const show = vscode.l10n.t('Show First Request');
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail }, generate, show);
  if (answer !== show) return answer === generate;
  await prompts.show(summary.firstRequest);
  const answers = [generate, vscode.l10n.t('Do Not Generate')];
  return (await vscode.window.showQuickPick(answers, { title, ignoreFocusOut: true })) === generate;
}

function detailOf(summary: ModelRunSummary): string {
  const { definition, destination, items, requests, tokens } = summary;
  return [
    `${namesOf(summary)} · ${taskTitle(definition)}: ${number(items)}`,
    vscode.l10n.t('Sent to: {0}', destination),
    vscode.l10n.t('{0} requests, about {1} tokens in all', number(requests), number(tokens)),
    sentText(summary),
  ].join('\n');
}

function namesOf({ sqlDbs }: ModelRunSummary): string {
  const [first, second] = sqlDbs;
  return first !== undefined && second === undefined ? first : vscode.l10n.t('{0} databases', number(sqlDbs.length));
}

function sentText({ sampleRows, personalValues }: ModelRunSummary): string {
  if (sampleRows === 0) return vscode.l10n.t('Names, types, keys and comments are sent; no rows.');
  const rows = vscode.l10n.t('Names, types, keys, comments and {0} rows of each table are sent.', number(sampleRows));
  const persons = personalValues
    ? vscode.l10n.t('Values that look like personal data are sent too.')
    : vscode.l10n.t('Values that look like personal data are left out.');
  return `${rows} ${persons}`;
}

function number(value: number): string {
  return wholeNumber(value, locale());
}
