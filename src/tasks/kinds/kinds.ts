import { ThothError } from '../../base/errors';
import { columnComments } from './columnComments';
import { dbElements } from './dbElements';
import { tableComments } from './tableComments';
import type { TaskDefinition } from '../task';

/** All task kinds, in the order in which people see them. */
export const taskKinds: readonly TaskDefinition[] = [dbElements, tableComments, columnComments];

/** @throws ThothError INVALID_ARGUMENT */
export function taskKind(kind: string, kinds: readonly TaskDefinition[] = taskKinds): TaskDefinition {
  const definition = kinds.find((candidate) => candidate.kind === kind);
  if (definition) return definition;
  const known = kinds.map((candidate) => candidate.kind).join(', ');
  throw new ThothError('INVALID_ARGUMENT', `There is no task kind "${kind}". Use one of: ${known}.`);
}
