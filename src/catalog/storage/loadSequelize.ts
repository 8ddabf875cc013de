import { yieldToEventLoop } from '../../base/clock';

/** The packages that loading Sequelize takes the most time for, and then Sequelize itself and what migrates with it. */
const packages: readonly (() => Promise<unknown>)[] = [
  () => import('lodash'),
  () => import('moment-timezone'),
  () => import('validator'),
  () => import('semver'),
  () => import('wkx'),
  () => import('sequelize'),
  () => import('umzug'),
];

/**
 * Loads Sequelize piece by piece, with a turn of the event loop after each: loaded in one go it would block the editor for
 * more than a tenth of a second. Later imports of it are immediate.
 */
export async function loadSequelize(): Promise<void> {
  for (const load of packages) {
    await load();
    await yieldToEventLoop();
  }
}
