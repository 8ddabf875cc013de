import { fork } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { messageOf } from '../../src/base/errors';
import { bundleSqliteReader } from '../host/sqliteReader';
import { patience, type Benchmark, type Metrics } from './benchmark';

const projectFolder = resolve(__dirname, '../..');

/** Bundles the program of the child processes, as the product is bundled, so that no loader takes memory. */
export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'child.cjs');
  await bundleSqliteReader(folder);
  await build({
    entryPoints: [join(__dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // `import()` of a package becomes `require`, which uses NODE_PATH
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  return outfile;
}

export interface Results {
  readonly rounds: readonly Readonly<Record<string, Metrics>>[];
  /** The contestants that were left out and why, a sentence for each. */
  readonly remarks: readonly string[];
}

interface Folders {
  readonly shared: string;
  readonly round: string;
}

/** Lets the contestants of a benchmark run in turn, once for each round. */
export async function compete(benchmark: Benchmark, child: string, rounds: number, folder: string): Promise<Results> {
  const shared = await emptyFolder(join(folder, benchmark.name));
  try {
    await benchmark.prepare?.(shared);
    return await runRounds(benchmark, child, rounds, { shared, round: join(folder, `${benchmark.name}-round`) });
  } finally {
    await benchmark.cleanUp?.(shared);
    await rm(shared, { recursive: true });
  }
}

async function runRounds(benchmark: Benchmark, child: string, rounds: number, folders: Folders): Promise<Results> {
  const { name } = benchmark;
  const results: Readonly<Record<string, Metrics>>[] = [];
  const left = new Map<string, string>();
  for (let round = 1; round <= rounds; round++) {
    await emptyFolder(folders.round);
    try {
      results.push(await runRound(benchmark, child, folders, `round ${round} of ${rounds}`, left));
    } finally {
      await benchmark.endRound?.(folders.round);
    }
    await rm(folders.round, { recursive: true });
  }
  const isWhole = ([contestant]: readonly [string, Metrics]): boolean => !left.has(contestant);
  return {
    rounds: results.map((metrics) => Object.fromEntries(Object.entries(metrics).filter(isWhole))),
    remarks: [...left].map(([contestant, why]) => `${name}: ${contestant} is left out: ${why}`),
  };
}

/** @param left those that are left out, and why; those that fail are added */
async function runRound(
  { name, contestants, optional = [], settle }: Benchmark,
  child: string,
  folders: Folders,
  title: string,
  left: Map<string, string>,
): Promise<Record<string, Metrics>> {
  const metrics: Record<string, Metrics> = {};
  for (const contestant of Object.keys(contestants).filter((one) => !left.has(one))) {
    process.stderr.write(`${name}: ${title}, ${contestant}\n`);
    const isOptional = optional.includes(contestant);
    try {
      const run = [name, contestant, folders.shared, folders.round];
      metrics[contestant] = await runChild(child, run, isOptional ? patience : undefined);
    } catch (error) {
      if (!isOptional) throw error;
      left.set(contestant, messageOf(error));
      await settle?.(folders.shared);
    }
  }
  return metrics;
}

/** @param seconds how long it may take; unlimited if absent */
function runChild(child: string, argv: readonly string[], seconds?: number): Promise<Metrics> {
  return new Promise((done, failed) => {
    let metrics: Metrics | undefined;
    const started = fork(child, argv, {
      execArgv: ['--expose-gc'],
      // the bundle is outside the project, and finds its packages by this variable
      env: { ...process.env, NODE_PATH: join(projectFolder, 'node_modules') },
      ...(seconds !== undefined && { timeout: seconds * 1_000, killSignal: 'SIGKILL' }),
    });
    started.on('message', (message) => {
      metrics = message as Metrics;
    });
    started.on('error', failed);
    started.on('exit', (code, signal) => {
      if (code === 0 && metrics) done(metrics);
      else if (signal === 'SIGKILL' && seconds !== undefined) failed(new Error(`It took longer than ${seconds} s.`));
      else failed(new Error(`${argv.slice(0, 2).join(' ')} ended with ${code ?? signal}.`));
    });
  });
}

async function emptyFolder(path: string): Promise<string> {
  await mkdir(path);
  return path;
}
