/** The names of the warnings that the process gives while something runs. */
export async function warningsDuring(work: () => unknown): Promise<string[]> {
  const warnings: string[] = [];
  const note = ({ name }: Error): unknown => warnings.push(name);
  process.on('warning', note);
  try {
    await work();
    // Node gives a warning in a later turn
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', note);
  }
  return warnings;
}
