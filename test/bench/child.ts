import { benchmarks } from './benchmarks';

/** Runs one contestant of one benchmark, and sends its metrics to the parent. */
async function main([name, contestant, shared, round]: readonly string[]): Promise<void> {
  const run = benchmarks.find((benchmark) => benchmark.name === name)?.contestants[contestant ?? ''];
  if (!run || shared === undefined || round === undefined) throw new Error(`There is no ${contestant} in ${name}.`);
  const metrics = await run({ shared, round });
  if (process.send) process.send(metrics);
  else console.log(metrics);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  // not only the code: a connection that is open would keep the process alive
  process.exit(1);
});
