import type { Source, SourceSettings } from '../../../../src/sources/source';

/** A database of one engine, made for a suite. */
export interface FixtureDatabase {
  /** The connection settings. */
  settings(): SourceSettings;
  /** The number of open connections to it, or of open files. */
  connections(): Promise<number>;
  /** Runs a statement on a connection that the engine itself made; a statement that writes must be rejected. */
  runOnSourceConnection(statement: string): Promise<unknown>;
}

/** What the conformance suite needs to know of an engine. */
export interface EngineFixture {
  /** Defines a suite that needs the engine's server, where it has one. */
  describe(title: string, suite: () => void): void;
  /** Gives the suite a database that these statements of the engine's SQL fill. */
  useDatabase(...statements: readonly string[]): FixtureDatabase;
  quote(name: string): string;
  /** A table's name for a statement on the engine's own connection, which may look names up in another schema. */
  qualified(table: string): string;
  /** The names that the catalog gives to columns declared as INTEGER and VARCHAR(40). */
  readonly nativeTypes: { readonly integer: string; readonly text: string };
  /** A type for binary data, and the bytes 00 FF in it. */
  readonly binary: { readonly type: string; readonly literal: string };
  /** Whether the catalog keeps the names of foreign keys. */
  readonly keepsKeyNames: boolean;
  /** How the engine can generate the values of a column. */
  readonly generation: 'stored' | 'virtual';
  /**
   * Makes a table `dangling` whose only foreign key, of its column `x`, has a target that cannot be read. Absent where
   * the engine allows no such key.
   */
  readonly danglingKey?: { readonly statements: readonly string[]; readonly target: string; readonly reason: RegExp };
}

export const neverAborted = new AbortController().signal;

/** All batches of an iterable in one array. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** Every reading of a source, by name, over a table and a view that the suite makes. */
export const readings = {
  listTables: (source: Source, signal: AbortSignal) => source.listTables(signal),
  readColumns: (source: Source, signal: AbortSignal) => collect(source.readColumns(['probe', 'child'], signal)),
  readForeignKeys: (source: Source, signal: AbortSignal) => collect(source.readForeignKeys(['child'], signal)),
  readRows: (source: Source, signal: AbortSignal) =>
    source.readRows('cells', ['n'], { rows: 5, characters: 10 }, signal),
  readViewDefinition: (source: Source, signal: AbortSignal) => source.readViewDefinition('shown', signal),
} satisfies Record<string, (source: Source, signal: AbortSignal) => Promise<unknown>>;
