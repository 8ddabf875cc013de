import { resultMark } from '../support/resultMark';
import { programs } from './programs';

/** Runs one of the programs, and prints what it returns. */
async function main([name = '', input = '{}']: readonly string[]): Promise<void> {
  const program = programs[name];
  if (!program) throw new Error(`There is no program "${name}".`);
  // the clock's timers keep no process alive; in the editor, others do
  const alive = setInterval(() => undefined, 60_000);
  console.log(resultMark + JSON.stringify(await program(JSON.parse(input) as never)));
  clearInterval(alive);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
