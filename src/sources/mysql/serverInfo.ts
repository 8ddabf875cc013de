/** The facts about a server that queries depend on. */
export interface ServerInfo {
  readonly isMariaDb: boolean;
  /** Major, minor and patch. */
  readonly version: readonly number[];
  /** Whether `T` and `t` are two different tables, which depends on the server's platform and settings. */
  readonly isCaseSensitive: boolean;
  /** Whether the catalog gives defaults as SQL expressions; otherwise a literal comes as its bare text. */
  readonly givesExpressions: boolean;
}

/**
 * @param version as the server's `VERSION()` gives it: `8.4.3`, `10.11.6-MariaDB`
 * @param lowerCaseTableNames the server's variable of this name
 */
export function describeServer(version: string, lowerCaseTableNames: number): ServerInfo {
  // MariaDB puts 5.5.5- before its version for old clients, and some services do not remove it
  const [, major, minor, patch] = /^(?:5\.5\.5-)?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const isMariaDb = /mariadb/i.test(version);
  const numbers = [major, minor, patch].map((part) => Number(part ?? 0));
  return {
    isMariaDb,
    version: numbers,
    isCaseSensitive: lowerCaseTableNames === 0,
    givesExpressions: isMariaDb && isAtLeast(numbers, [10, 2, 7]),
  };
}

/** Whether a version is the wanted one, or a later one. */
export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  const index = wanted.findIndex((part, at) => part !== (version[at] ?? 0));
  return index < 0 || (version[index] ?? 0) > (wanted[index] ?? 0);
}
