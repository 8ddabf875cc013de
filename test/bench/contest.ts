import { fork } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Benchmark, Metrics } from './benchmark';

const projectFolder = resolve(__dirname, '../..');

/** Bundles what the child processes run: as the product is bundled, and without a loader in their memory. */
export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'child.cjs');
  await build({
    entryPoints: [join(__dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // `import()` of a package becomes `require`, which heeds NODE_PATH
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  return outfile;
}

/** Lets the contestants of a benchmark run in turn, once for each round. */
export async function compete(
  benchmark: Benchmark,
  child: string,
  rounds: number,
  folder: string,
): Promise<readonly Record<string, Metrics>[]> {
  const shared = await emptyFolder(join(folder, benchmark.name));
  await benchmark.prepare?.(shared);
  const results: Record<string, Metrics>[] = [];
  for (let round = 1; round <= rounds; round++) {
    const roundFolder = await emptyFolder(join(folder, `${benchmark.name}-round`));
    const metrics: Record<string, Metrics> = {};
    for (const contestant of Object.keys(benchmark.contestants)) {
      process.stderr.write(`${benchmark.name}: round ${round} of ${rounds}, ${contestant}\n`);
      metrics[contestant] = await runChild(child, [benchmark.name, contestant, shared, roundFolder]);
    }
    results.push(metrics);
    await rm(roundFolder, { recursive: true });
  }
  await rm(shared, { recursive: true });
  return results;
}

function runChild(child: string, argv: readonly string[]): Promise<Metrics> {
  return new Promise((done, failed) => {
    let metrics: Metrics | undefined;
    const started = fork(child, argv, {
      execArgv: ['--expose-gc'],
      // the bundle lies outside the project, and finds its packages so
      env: { ...process.env, NODE_PATH: join(projectFolder, 'node_modules') },
    });
    started.on('message', (message) => {
      metrics = message as Metrics;
    });
    started.on('error', failed);
    started.on('exit', (code) => {
      if (code === 0 && metrics) done(metrics);
      else failed(new Error(`${argv.slice(0, 2).join(' ')} ended with ${code}.`));
    });
  });
}

async function emptyFolder(path: string): Promise<string> {
  await mkdir(path);
  return path;
}
