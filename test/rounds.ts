/** How often the tests that look for races try, and by which variable that is set. */
const tests = {
  /** How many processes are killed during a task. */
  kill: { variable: 'THOTH_KILL_ROUNDS', inCi: 200, elsewhere: 30 },
  /** How many claims are made, eight at the same moment. */
  contest: { variable: 'THOTH_CONTEST_ROUNDS', inCi: 1_000, elsewhere: 160 },
  /** How many descriptions are edited while another window changes them or moves them. */
  edit: { variable: 'THOTH_EDIT_ROUNDS', inCi: 1_000, elsewhere: 160 },
} as const;

/**
 * How many rounds a test makes: many in continuous integration (`CI` is set), few elsewhere, or what its variable says.
 * @throws Error when the variable is not a whole number above 0
 */
export function roundsOf(test: keyof typeof tests): number {
  const { variable, inCi, elsewhere } = tests[test];
  const text = process.env[variable];
  if (!text) return process.env.CI ? inCi : elsewhere;
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new Error(`${variable} is "${text}"; it must be a whole number above 0.`);
}
