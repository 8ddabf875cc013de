import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks';
import { bundleChild, compete } from './contest';
import { judge, printTable, type Verdict } from './table';

/** `npm run bench [-- NAME…] [--rounds N]`: all benchmarks, or those of that name or group (`elements`); exit code 1 where a bound is missed. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' } },
  });
  const chosen = benchmarks.filter(
    ({ name }) =>
      positionals.length === 0 || positionals.some((start) => name === start || name.startsWith(`${start}-`)),
  );
  const rounds = Number(values.rounds);
  if (chosen.length === 0 || !(rounds >= 1)) {
    throw new Error(`Usage: npm run bench -- [--rounds N] [${benchmarks.map(({ name }) => name).join(' | ')}]`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'thoth-bench-'));
  try {
    const child = await bundleChild(folder);
    const verdicts: Verdict[] = [];
    const remarks: string[] = [];
    for (const benchmark of chosen) {
      const hindrance = await benchmark.hindrance?.();
      if (hindrance !== undefined) {
        remarks.push(`${benchmark.name} is left out: ${hindrance}`);
        continue;
      }
      const results = await compete(benchmark, child, rounds, folder);
      verdicts.push(...judge(results.rounds.map((metrics) => benchmark.rows(metrics))));
      remarks.push(...results.remarks);
    }
    printTable(verdicts);
    for (const remark of remarks) console.log(remark);
    if (verdicts.some(({ kept }) => !kept)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
