import { ThothError } from '../base/errors';
import { mariadbEngine, mysqlEngine } from './mysql/engine';
import { postgresEngine } from './postgres/engine';
import type { SourceEngine } from './source';
import { sqliteEngine } from './sqlite/engine';
import { throughSsh } from './throughSsh';

/** The engines that can be described, by their `dbType`. */
export const sourceEngines: ReadonlyMap<string, SourceEngine> = new Map(
  [sqliteEngine, ...[postgresEngine, mysqlEngine, mariadbEngine].map(throughSsh)].map((engine) => [
    engine.dbType,
    engine,
  ]),
);

/** @throws ThothError SOURCE_UNSUPPORTED, with the list of the engines there are */
export function sourceEngine(dbType: string): SourceEngine {
  const engine = sourceEngines.get(dbType);
  if (engine) return engine;
  throw new ThothError(
    'SOURCE_UNSUPPORTED',
    `Databases of type "${dbType}" cannot be described. Choose one of: ${[...sourceEngines.keys()].join(', ')}.`,
  );
}
