/** What is known of a stored element. */
interface Stored {
  readonly name: string;
  readonly gone: boolean;
}

/**
 * The stored elements that the source names otherwise now, by their new names: only the case of letters differs. One of
 * several that fit is no rename, nor is one that was gone before.
 * @param stored by name
 * @param read all elements of the source
 */
export function caseRenames<Element extends Stored>(
  stored: ReadonlyMap<string, Element>,
  read: readonly { readonly name: string }[],
): ReadonlyMap<string, Element> {
  const added = stored.size === 0 ? [] : read.filter(({ name }) => !stored.has(name));
  if (added.length === 0) return new Map();
  const named = new Set(read.map(({ name }) => name));
  const missing = uniqueByKey([...stored.values()].filter(({ name, gone }) => !gone && !named.has(name)));
  const renamed = new Map<string, Element>();
  for (const [key, { name }] of uniqueByKey(added)) {
    const before = missing.get(key);
    if (before) renamed.set(name, before);
  }
  return renamed;
}

/** The elements by their name without case, but for those that share it. */
function uniqueByKey<Named extends { readonly name: string }>(elements: readonly Named[]): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>();
  const shared = new Set<string>();
  for (const element of elements) {
    const key = element.name.toLowerCase();
    if (found.has(key)) shared.add(key);
    found.set(key, element);
  }
  for (const key of shared) found.delete(key);
  return found;
}
