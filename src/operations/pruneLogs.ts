import { messageOf } from '../base/errors';
import type { Catalog } from '../catalog/catalog';
import type { Ports } from './ports';

/** Removes old runs and their logs as the settings say, and logs how many. Never rejects. */
export async function pruneLogs(
  { clock, logger, settings }: Pick<Ports, 'clock' | 'logger' | 'settings'>,
  catalog: Catalog,
): Promise<void> {
  const limits = settings.pruneLimits();
  if (Object.keys(limits).length === 0) return;
  try {
    const { runs, characters } = await catalog.runs.prune(limits, clock.now());
    if (runs > 0) logger.info(`Old task runs removed: ${runs}, with ${characters} characters of logs.`);
  } catch (error) {
    logger.warning(`Old task runs could not be removed: ${messageOf(error)}`);
  }
}
