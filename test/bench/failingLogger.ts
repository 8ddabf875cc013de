import type { Logger } from '../../src/logging/logger';

function fail(message: string): never {
  throw new Error(message);
}

/** A logger that throws on every record, since a benchmark with a failure measures nothing. */
export const failingLogger: Logger = { name: 'bench', debug: fail, info: fail, warning: fail, error: fail };
