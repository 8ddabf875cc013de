import { openProjectDatabase, type ProjectDatabaseLocation } from '../../../../src/catalog/projectDatabase';
import { aClaim, aSqlDb } from '../support';

/** Starts a task in the project database given as argument, logs a line, and is killed without any cleanup. */
async function main(location: ProjectDatabaseLocation): Promise<void> {
  const catalog = await openProjectDatabase(location);
  const id = await catalog.sqlDbs.add(aSqlDb({ name: 'dying' }));
  await catalog.runs.claim(aClaim(id, 'killed'));
  await catalog.runs.appendLog('killed', { firstLine: 0, lineCount: 1, text: 'the last line' });
  process.kill(process.pid, 'SIGKILL');
}

void main(JSON.parse(process.argv[2] ?? '') as ProjectDatabaseLocation);
