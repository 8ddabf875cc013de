import type { Logger } from '../../src/logging/logger';

function fail(message: string): never {
  throw new Error(message);
}

/** Where nothing may arrive: a benchmark with a failure in it measures nothing. */
export const failingLogger: Logger = { name: 'bench', debug: fail, info: fail, warning: fail, error: fail };
