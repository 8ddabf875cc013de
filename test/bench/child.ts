import { benchmarks } from './benchmarks';

/**
 * Runs one contestant of one benchmark and sends its metrics to the parent. A warning of Node, such as of a leak, is a
 * failure; that something is deprecated, as a peer may use it, is none.
 */
async function main([name, contestant, shared, round]: readonly string[]): Promise<void> {
  const run = benchmarks.find((benchmark) => benchmark.name === name)?.contestants[contestant ?? ''];
  if (!run || shared === undefined || round === undefined) throw new Error(`There is no ${contestant} in ${name}.`);
  const warnings: string[] = [];
  process.on('warning', ({ name, message }) => {
    if (name !== 'DeprecationWarning') warnings.push(`${name}: ${message}`);
  });
  const metrics = await run({ shared, round });
  if (warnings.length > 0) throw new Error(`Node warned while it ran. ${warnings.join(' ')}`);
  if (process.send) process.send(metrics);
  else console.log(metrics);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  // not only the code: a connection that is open would keep the process alive
  process.exit(1);
});
