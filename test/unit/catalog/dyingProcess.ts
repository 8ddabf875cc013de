import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { aClaim, aSqlDb } from './support';

/** Starts a task in the project database given as argument, logs a line, and is killed without a chance to tidy up. */
async function main(file: string): Promise<void> {
  const catalog = await openProjectDatabase({ file });
  const id = await catalog.sqlDbs.add(aSqlDb());
  await catalog.runs.claim(aClaim(id, 'killed'));
  await catalog.runs.appendLog('killed', { firstLine: 0, lineCount: 1, text: 'the last line' });
  process.kill(process.pid, 'SIGKILL');
}

void main(process.argv[2] ?? '');
