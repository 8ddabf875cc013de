import { randomInt } from 'node:crypto';

/**
 * The seed of all random numbers in the fault suite. To repeat a failure, set THOTH_FAULT_SEED to the printed number.
 */
export const faultSeed = chosenSeed(process.env.THOTH_FAULT_SEED);
console.log(`THOTH_FAULT_SEED=${faultSeed}`);

function chosenSeed(given: string | undefined): number {
  if (given === undefined || given === '') return randomInt(2 ** 31);
  const seed = Number(given);
  if (!Number.isInteger(seed)) throw new Error(`THOTH_FAULT_SEED is "${given}". Give a whole number, or leave it out.`);
  return seed;
}

/** Random numbers that are the same for the same seed and name, independent of the rest of the suite. */
export class Random {
  private state: number;

  /** @param name distinguishes the users of the one seed: a test and its round */
  constructor(name: string, seed = faultSeed) {
    this.state = seed;
    for (const character of name) this.state = Math.imul(this.state ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    // xorshift, spread by a multiplication
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)] as T;
  }
}

/** The same as a function that gives numbers from 0 to 1. */
export function randomOf(name: string): () => number {
  const random = new Random(name);
  return () => random.next();
}
