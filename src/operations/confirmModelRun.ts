import { isCancelled } from '../base/errors';
import type { SqlDb } from '../model/databases';
import { previewFirstCall } from '../tasks/kinds/commentPreview';
import type { CommentCall } from '../tasks/kinds/commentRequests';
import { countItems, type CommentTaskDefinition } from '../tasks/kinds/commentTask';
import type { CommentOptions } from '../tasks/task';
import type { Parts } from './parts';

/** The calls that a run would make for one database. */
export interface PlannedRun {
  readonly sqlDb: SqlDb;
  readonly plan: readonly CommentCall[];
}

/**
 * Asks a person before data are sent to a language model. A model that was never allowed needs consent even if no
 * summary is wanted. Does not ask if no model is used, or nothing is to be described.
 * @returns whether to continue
 */
export async function confirmModelRun(
  parts: Parts,
  definition: CommentTaskDefinition,
  runs: readonly PlannedRun[],
  options: CommentOptions,
  wantsSummary: boolean,
): Promise<boolean> {
  const { consent } = parts;
  const { generator, sampleRows, personalValues } = options;
  const first = runs.find(({ plan }) => plan.length > 0);
  if (!generator.usesModel || !first) return true;
  const model = `${generator.name} @ ${generator.destination}`;
  if (!wantsSummary && consent.isAllowed(model)) return true;
  const firstRequest = await prepareFirstRequest(parts, first, options);
  if (firstRequest === undefined) return false;
  const { estimateTokens } = await import('../comments/estimate');
  const requests = runs.reduce((sum, { plan }) => sum + plan.length, 0);
  const agreed = await consent.ask({
    model: generator.name,
    destination: generator.destination,
    definition,
    sqlDbs: runs.map(({ sqlDb }) => sqlDb.name),
    items: runs.reduce((sum, { plan }) => sum + countItems(plan), 0),
    requests,
    tokens: requests * estimateTokens(firstRequest),
    sampleRows,
    personalValues,
    firstRequest,
  });
  if (agreed && !consent.isAllowed(model)) await consent.allow(model);
  return agreed;
}

/** The text of the first request; undefined where the person cancelled its preparation. */
async function prepareFirstRequest(
  { clock, logger, openSource, progress, project, redact }: Parts,
  { sqlDb, plan }: PlannedRun,
  options: CommentOptions,
): Promise<string | undefined> {
  try {
    return await progress.during({ type: 'preparingRequest' }, async (signal) => {
      const context = { sqlDb, catalog: await project.get(), clock, logger, redact, signal };
      return previewFirstCall(openSource, context, plan, options);
    });
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}
