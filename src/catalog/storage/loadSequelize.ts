import { yieldToEventLoop } from '../../base/clock';

/** The slowest packages that Sequelize loads, then Sequelize itself and the modules for migrations. */
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
 * Loads Sequelize in parts, with a turn of the event loop after each: loaded at once, it would block the editor for
 * more than a tenth of a second. Later imports of it are immediate.
 */
export async function loadSequelize(): Promise<void> {
  for (const load of packages) {
    await load();
    await yieldToEventLoop();
  }
}
