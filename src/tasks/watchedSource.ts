import type { Source } from '../sources/source';
import { wrapSource } from '../sources/wrapSource';
import type { Waiting } from './running/waiting';

/** The source of a run: the same, but it is known when it is waited for. */
export function watchedSource(source: Source, waiting: Waiting): Source {
  const during = <T>(reading: Promise<T>): Promise<T> => waiting.during('source', reading);
  return wrapSource(source, during, () => during(source.close()));
}
