import { messageOf } from '../base/errors';
import type { Catalog } from '../catalog/catalog';
import type { Services } from './services';
import { pruneLimits } from './settings';

/** Removes old runs with their logs, as far as the settings want it; says in the output what it removed. */
export async function pruneLogs(
  { clock, logger }: Pick<Services, 'clock' | 'logger'>,
  catalog: Catalog,
): Promise<void> {
  const limits = pruneLimits();
  if (Object.keys(limits).length === 0) return;
  try {
    const { runs, characters } = await catalog.runs.prune(limits, clock.now());
    if (runs > 0) logger.info(`Old task runs removed: ${runs}, with ${characters} characters of logs.`);
  } catch (error) {
    logger.warning(`Old task runs could not be removed: ${messageOf(error)}`);
  }
}
