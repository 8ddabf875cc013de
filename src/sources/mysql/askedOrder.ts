/**
 * Puts the tables that a query found into the order in which they were asked for, and gives each as soon as possible.
 * @param asked each table once
 * @param found in batches, ordered by the tables' names (by code unit); tables that were not asked for are left out
 * @param missing makes the entry for a table that was not found
 */
export async function* inAskedOrder<Found extends { readonly table: string }, Missing>(
  asked: readonly string[],
  found: AsyncIterable<readonly Found[]>,
  missing: (table: string) => Missing,
): AsyncGenerator<readonly (Found | Missing)[]> {
  const wanted = new Set(asked);
  const held = new Map<string, Found>();
  let next = 0;
  const takeReady = (isPassed: (table: string) => boolean): (Found | Missing)[] => {
    const ready: (Found | Missing)[] = [];
    for (let table = asked[next]; table !== undefined; table = asked[++next]) {
      const one = held.get(table);
      if (one === undefined && !isPassed(table)) break;
      ready.push(one ?? missing(table));
      held.delete(table);
    }
    return ready;
  };
  for await (const batch of found) {
    for (const one of batch) if (wanted.has(one.table)) held.set(one.table, one);
    const reached = batch.at(-1)?.table ?? '';
    const ready = takeReady((table) => table < reached);
    if (ready.length > 0) yield ready;
  }
  const rest = takeReady(() => true);
  if (rest.length > 0) yield rest;
}
