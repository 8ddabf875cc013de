/** How long a source waits for its server, in milliseconds. */
export interface TimeLimits {
  /** For reaching the server and logging in. */
  readonly connect: number;
  /** For one query of the catalog. The server stops it after this time. */
  readonly catalog: number;
  /** For the first rows of a table or view. The server stops the query after this time: a view may compute anything. */
  readonly rows: number;
  /** For a lock that another connection holds. */
  readonly lock: number;
  /**
   * How much longer than a query's limit to wait for its answer; after that, the server or the network is considered
   * down.
   */
  readonly silence: number;
}
