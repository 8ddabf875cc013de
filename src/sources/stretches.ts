/** How much packed text is handed over in one stretch, in characters; it takes a few milliseconds to unpack. */
const charactersPerStretch = 300_000;

/** Cuts what a query gave into stretches, so that the event loop can have a turn after each. */
export function* stretches<T>(items: readonly T[], charactersOf: (item: T) => number): Generator<readonly T[]> {
  let stretch: T[] = [];
  let characters = 0;
  for (const item of items) {
    stretch.push(item);
    characters += charactersOf(item);
    if (characters < charactersPerStretch) continue;
    yield stretch;
    stretch = [];
    characters = 0;
  }
  if (stretch.length > 0) yield stretch;
}
