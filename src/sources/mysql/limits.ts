import type { Server } from './server';

/** How long anything may take, in milliseconds. */
export interface TimeLimits {
  /** To reach the server and log in. */
  readonly connect: number;
  /** One query of the catalog; a large one on a server that has just started takes its time. */
  readonly catalog: number;
  /** Reading the first rows of a table or view. */
  readonly rows: number;
  /** To wait for a table that somebody has locked. */
  readonly lock: number;
  /** The server ends a query at its limit; if it says nothing for so much longer, it is not there any more. */
  readonly silence: number;
  /** A connection that was not used for so long may be dead without knowing; it is tried before it is used again. */
  readonly idle: number;
}

export const usualLimits: TimeLimits = {
  connect: 10_000,
  catalog: 300_000,
  rows: 30_000,
  lock: 10_000,
  silence: 5_000,
  idle: 30_000,
};

/** A query that the server ends after a time of its own. */
export function limitedSelect(select: string, milliseconds: number, { isMariaDb }: Server): string {
  return isMariaDb
    ? `SET STATEMENT max_statement_time = ${milliseconds / 1_000} FOR SELECT ${select}`
    : `SELECT /*+ MAX_EXECUTION_TIME(${Math.ceil(milliseconds)}) */ ${select}`;
}
