import * as vscode from 'vscode';
import { isCancelled } from '../../base/errors';
import type { SqlDb } from '../../model/databases';
import type { CommentCall } from '../../tasks/kinds/commentRequests';
import { previewFirstCall } from '../../tasks/kinds/commentPreview';
import { countItems, type CommentTaskDefinition } from '../../tasks/kinds/commentTask';
import type { CommentOptions } from '../../tasks/task';
import { cancellable } from '../cancellable';
import { wholeNumber } from '../texts/format';
import type { Services } from '../services';
import { locale } from '../texts/editorLanguage';
import { taskTitle } from '../texts/texts';

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
  if (prompt === undefined) return false;
  const calls = runs.reduce((sum, { plan }) => sum + plan.length, 0);
  const { estimateTokens } = await import('../../comments/estimate');
  const summary = {
    title: vscode.l10n.t('Have “{0}” write comments?', generator.name),
    detail: [
      `${namesOf(runs)} · ${taskTitle(definition)}: ${number(runs.reduce((sum, { plan }) => sum + countItems(plan), 0))}`,
      vscode.l10n.t('Sent to: {0}', generator.destination),
      vscode.l10n.t('{0} requests, about {1} tokens in all', number(calls), number(calls * estimateTokens(prompt))),
      sentText(options),
    ].join('\n'),
    prompt,
  };
  if (!(await ask(services, summary))) return false;
  if (!allowed.includes(model)) await services.state.update(allowedModelsKey, [...allowed, model]);
  return true;
}

function namesOf(runs: readonly PlannedRun[]): string {
  const [first, second] = runs;
  return first && !second ? first.sqlDb.name : vscode.l10n.t('{0} databases', number(runs.length));
}

function sentText({ sampleRows, personalValues }: CommentOptions): string {
  if (sampleRows === 0) return vscode.l10n.t('Names, types, keys and comments are sent; no rows.');
  const rows = vscode.l10n.t('Names, types, keys, comments and {0} rows of each table are sent.', number(sampleRows));
  const persons = personalValues
    ? vscode.l10n.t('Values that look like personal data are sent too.')
    : vscode.l10n.t('Values that look like personal data are left out.');
  return `${rows} ${persons}`;
}

/** The first request; undefined where the person would not wait for it. */
function promptOf(
  services: Services,
  { sqlDb, plan }: PlannedRun,
  options: CommentOptions,
): Promise<string | undefined> {
  const { clock, openSource, project, redact, logger } = services;
  const preparing = cancellable(vscode.l10n.t('Preparing the first request…'), async (signal) => {
    const context = { sqlDb, catalog: await project.get(), clock, logger, redact, signal };
    return previewFirstCall(openSource, context, plan, options);
  });
  return preparing.catch((error: unknown) => {
    if (isCancelled(error)) return undefined;
    throw error;
  });
}

interface Summary {
  readonly title: string;
  readonly detail: string;
  readonly prompt: string;
}

/** Asks in a dialog; once the prompt is opened, in a list that stays until it is answered, so that it can be read. */
async function ask({ prompts }: Services, { title, detail, prompt }: Summary): Promise<boolean> {
  const generate = vscode.l10n.t('Generate');
  const show = vscode.l10n.t('Show First Request');
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail }, generate, show);
  if (answer !== show) return answer === generate;
  await prompts.show(prompt);
  const answers = [generate, vscode.l10n.t('Do Not Generate')];
  return (await vscode.window.showQuickPick(answers, { title, ignoreFocusOut: true })) === generate;
}

function number(value: number): string {
  return wholeNumber(value, locale());
}
