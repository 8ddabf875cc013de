import type { Benchmark } from './benchmark';
import { memoryLog } from './memoryLog';

/** All of them, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [memoryLog];
