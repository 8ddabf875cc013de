import type { Logger } from '../../../src/logging/logger';

/** A logger that keeps its records as `LEVEL message`. */
export class CollectingLogger implements Logger {
  readonly name = 'collecting';
  readonly records: string[] = [];
  debug = (message: string): void => void this.records.push(`DEBUG ${message}`);
  info = (message: string): void => void this.records.push(`INFO ${message}`);
  warning = (message: string): void => void this.records.push(`WARNING ${message}`);
  error = (message: string): void => void this.records.push(`ERROR ${message}`);
}
