/** What all random choices of the fault tests come from: the same seed makes the same faults. */
export const seed = Number(process.env.THOTH_FAULT_SEED ?? Date.now() % 1_000_000);

console.log(`THOTH_FAULT_SEED=${seed}`);

/** A stream of numbers from 0 to 1 that differs from name to name, and not from run to run with the same seed. */
export function randomOf(name: string): () => number {
  let state = seed;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
