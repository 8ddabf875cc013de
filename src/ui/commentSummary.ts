import * as vscode from 'vscode';
import type { SqlDb } from '../catalog/catalog';
import type { CommentCall } from '../tasks/commentRequests';
import { previewFirstCall } from '../tasks/commentPreview';
import { countItems, type CommentTaskDefinition } from '../tasks/commentTask';
import type { CommentOptions } from '../tasks/task';
import { cancellable } from './cancellable';
import { wholeNumber } from './format';
import { showPrompt } from './promptDocuments';
import { plainText } from './plainText';
import type { Services } from './services';
import { locale, taskTitle } from './texts';

/** What is about to be asked of a model, for one database. */
export interface PlannedRun {
  readonly sqlDb: SqlDb;
  readonly plan: readonly CommentCall[];
}

/** The models that a person has allowed to be used, as `name @ destination`. */
const allowedModelsKey = 'allowedModels';

/**
 * Tells a person what a run would send to a model, and asks for their consent. A model that they have never allowed is asked
 * for even where the summary is not wanted. Nothing is asked where no model is used, or nothing is to be done.
 * @returns whether to go on
 */
export async function confirmModelRun(
  services: Services,
  definition: CommentTaskDefinition,
  runs: readonly PlannedRun[],
  options: CommentOptions,
  wantsSummary: boolean,
): Promise<boolean> {
  const first = runs.find(({ plan }) => plan.length > 0);
  const { generator } = options;
  if (!generator.usesModel || !first) return true;
  const model = `${generator.name} @ ${generator.destination}`;
  const allowed = services.state.get<readonly string[]>(allowedModelsKey, []);
  if (!wantsSummary && allowed.includes(model)) return true;
  const prompt = await promptOf(services, first, options);
  const calls = runs.reduce((sum, { plan }) => sum + plan.length, 0);
  const { estimateTokens } = await import('../comments/estimate');
  const summary = {
    title: vscode.l10n.t('Have “{0}” write comments?', generator.name),
    detail: [
      `${taskTitle(definition)}: ${number(runs.reduce((sum, { plan }) => sum + countItems(plan), 0))}`,
      vscode.l10n.t('Sent to: {0}', generator.destination),
      vscode.l10n.t('{0} requests, about {1} tokens in all', number(calls), number(calls * estimateTokens(prompt))),
      sentText(options),
    ].join('\n'),
    prompt,
  };
  if (!(await ask(summary))) return false;
  if (!allowed.includes(model)) await services.state.update(allowedModelsKey, [...allowed, model]);
  return true;
}

function sentText({ sampleRows, personalValues }: CommentOptions): string {
  if (sampleRows === 0) return vscode.l10n.t('Names, types, keys and comments are sent; no rows.');
  const rows = vscode.l10n.t('Names, types, keys, comments and {0} rows of each table are sent.', number(sampleRows));
  const persons = personalValues
    ? vscode.l10n.t('Values that look like personal data are sent too.')
    : vscode.l10n.t('Values that look like personal data are left out.');
  return `${rows} ${persons}`;
}

function promptOf(services: Services, { sqlDb, plan }: PlannedRun, options: CommentOptions): Promise<string> {
  const { clock, project, redact, runner, logger } = services;
  return cancellable(vscode.l10n.t('Preparing the first request…'), async (signal) => {
    const context = { sqlDb, catalog: await project.get(), clock, logger, redact, signal };
    return previewFirstCall(runner, context, plan, options);
  });
}

interface Summary {
  readonly title: string;
  readonly detail: string;
  readonly prompt: string;
}

/** Asks in a dialog; once the prompt is opened beside, in a notification, so that it can be read. */
async function ask({ title, detail, prompt }: Summary): Promise<boolean> {
  const generate = vscode.l10n.t('Generate');
  const show = vscode.l10n.t('Show First Request');
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail }, generate, show);
  if (answer !== show) return answer === generate;
  await showPrompt(prompt);
  return (await vscode.window.showInformationMessage(plainText(title), generate)) === generate;
}

function number(value: number): string {
  return wholeNumber(value, locale());
}
