import { ThothError, type ErrorCode } from '../base/errors';
import type { TargetFacts } from './ports';
import type { Targets } from './targets';

/** What Thoth refuses to do unless the person agrees. */
export type Refusal = 'plainPassword' | 'tlsGone';

const refusals: ReadonlyMap<ErrorCode, Refusal> = new Map([
  ['SOURCE_PLAIN_PASSWORD', 'plainPassword'],
  ['PROJECT_DATABASE_PLAIN_PASSWORD', 'plainPassword'],
  ['SOURCE_TLS_GONE', 'tlsGone'],
  ['PROJECT_DATABASE_TLS_GONE', 'tlsGone'],
]);

/** What an error refuses, if the person may overrule it. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof ThothError ? refusals.get(error.code) : undefined;
}

/** Remembers that the person overruled a refusal. */
export async function overrule(facts: TargetFacts, targets: Targets, refusal: Refusal): Promise<void> {
  if (refusal === 'plainPassword') await facts.set('plainPassword', targets.database, true);
  else await facts.set('hadTls', targets.server, false);
}
