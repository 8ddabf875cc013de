import { report } from '../support/report';
import { programs } from './programs';

/** Runs one of the programs, and reports what it returns. */
async function main([name = '', input = '{}']: readonly string[]): Promise<void> {
  const program = (programs as Readonly<Record<string, (input: never) => Promise<unknown>>>)[name];
  if (!program) throw new Error(`There is no program "${name}".`);
  // the clock's timers do not keep a process alive; in the editor, other things do
  setInterval(() => undefined, 60_000);
  // the parent, which reads the reports, is gone
  process.on('disconnect', () => process.exit(1));
  report({ type: 'returned', value: await program(JSON.parse(input) as never) });
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
