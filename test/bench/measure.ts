import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

export interface Measurement {
  readonly seconds: number;
  /** The longest time, in milliseconds, in which the event loop did nothing else. */
  readonly longestStop: number;
}

const samplingInterval = 1;
/** Long enough for the sampler to start before the work, and to notice its last pause. */
const samplerTurn = 10;

/** Does the work once, watching the event loop meanwhile. */
export async function measure(work: () => Promise<void>): Promise<Measurement> {
  const delays = monitorEventLoopDelay({ resolution: samplingInterval });
  delays.enable();
  await pause(samplerTurn);
  delays.reset();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  await pause(samplerTurn);
  delays.disable();
  return { seconds, longestStop: Math.max(0, delays.max / 1e6 - samplingInterval) };
}

/** What the program keeps in memory at this moment, in megabytes, within V8's heap and beside it. */
export function keptMegabytes(): number {
  if (!global.gc) throw new Error('Run the benchmarks with --expose-gc.');
  global.gc();
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/**
 * The most memory this process ever had, in megabytes. Linux hands `maxRSS` down from parent to child, and keeps the
 * process's own in its status.
 */
export function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}
