// Loads every file of the core, so that the coverage counts those that no test loads.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { coreFolders } from './coreFolders';
import { projectRoot } from './host/paths';

const load = createRequire(__filename);

for (const folder of coreFolders) {
  const files = readdirSync(join(projectRoot, 'src', folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) load(join(projectRoot, 'src', folder, file));
}
