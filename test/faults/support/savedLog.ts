import type { Catalog } from '../../../src/catalog/catalog';

/** The whole saved log of a run. */
export async function savedLog({ runs }: Catalog, taskId: string): Promise<string> {
  const texts: string[] = [];
  for (let line = 0; ;) {
    const chunks = await runs.readLog(taskId, line, 1_000_000);
    const last = chunks.at(-1);
    if (!last) return texts.join('\n');
    texts.push(...chunks.map(({ text }) => text));
    line = last.firstLine + last.lineCount;
  }
}

/** The saved records of a run, in order. */
export async function savedLines(catalog: Catalog, taskId: string): Promise<readonly string[]> {
  const log = await savedLog(catalog, taskId);
  return log === '' ? [] : log.split('\n');
}
