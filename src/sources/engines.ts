import { extname } from 'node:path';
import { ThothError } from '../base/errors';
import { mariadbEngine, mysqlEngine } from './mysql/engine';
import { postgresEngine } from './postgres/engine';
import type { SourceEngine } from './source';
import { understood } from './server/understood';
import { sqliteEngine } from './sqlite/engine';
import { throughSsh } from './ssh/throughSsh';

/** The engines that can be described, by their `dbType`. */
export const sourceEngines: ReadonlyMap<string, SourceEngine> = new Map(
  [sqliteEngine, ...[postgresEngine, mysqlEngine, mariadbEngine].map(understood).map(throughSsh)].map((engine) => [
    engine.dbType,
    engine,
  ]),
);

/**
 * The engine of a database file, by the ending of its name. A file with another ending gets the only engine with files;
 * undefined if there are several.
 */
export function engineOfFile(
  file: string,
  engines: readonly SourceEngine[] = [...sourceEngines.values()],
): SourceEngine | undefined {
  const fileEngines = engines.filter(({ isFile }) => isFile);
  const ending = extname(file).slice(1).toLowerCase();
  const byEnding = fileEngines.filter(({ fileExtensions }) => fileExtensions.includes(ending));
  const candidates = byEnding.length > 0 ? byEnding : fileEngines;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** @throws ThothError SOURCE_UNSUPPORTED, with the list of engines */
export function sourceEngine(dbType: string): SourceEngine {
  const engine = sourceEngines.get(dbType);
  if (engine) return engine;
  throw new ThothError(
    'SOURCE_UNSUPPORTED',
    `Databases of type "${dbType}" cannot be described. Choose one of: ${[...sourceEngines.keys()].join(', ')}.`,
  );
}
