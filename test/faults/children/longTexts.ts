import { systemClock } from '../../../src/base/clock';
import { Redactor } from '../../../src/base/redaction';
import { createDbCommentLogger } from '../../../src/logging/taskLoggers';

export interface LongTexts {
  /** The shortest time to log one in three attempts, in milliseconds. */
  readonly milliseconds: Readonly<Record<string, number>>;
  readonly longestLine: number;
  readonly endsOf: readonly string[];
}

const units = [
  'x',
  ':',
  '=',
  'key:',
  'password="',
  'a://',
  'a.',
  'sk-',
  'eyJ',
  'bearer ',
  '\n',
  '\u001b',
  'S3cret-planted',
];

/** Logs messages of ten megabytes that are hard to redact and to clean. */
export function longTexts({ characters }: { readonly characters: number }): Promise<LongTexts> {
  const redactor = new Redactor();
  redactor.add('S3cret-planted');
  const options = { clock: systemClock, redact: redactor.redact, onHandlerError: () => undefined };
  const milliseconds: Record<string, number> = {};
  const endsOf: string[] = [];
  let longestLine = 0;
  for (const unit of units) {
    const message = unit.repeat(characters / unit.length);
    milliseconds[unit] = Infinity;
    for (let round = 0; round < 3; round++) {
      const { logger, handler } = createDbCommentLogger({ id: 1 }, 'long', options);
      const start = performance.now();
      logger.info(message);
      milliseconds[unit] = Math.min(milliseconds[unit] ?? 0, performance.now() - start);
      const log = handler.getLogs();
      longestLine = Math.max(longestLine, log.length);
      endsOf.push(log.slice(-60));
    }
  }
  return Promise.resolve({ milliseconds, longestLine, endsOf });
}
