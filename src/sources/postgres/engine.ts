import { openPostgres } from './open';
import type { SourceEngine } from '../source';

/** PostgreSQL databases, from version 12 on; one schema of each is described. */
export const postgresEngine: SourceEngine = {
  dbType: 'postgres',
  label: 'PostgreSQL',
  isFile: false,
  defaultPort: 5432,
  defaultSchema: 'public',
  urlSchemes: ['postgres', 'postgresql'],
  open: (settings, signal, onNotice) => openPostgres(settings, signal, onNotice),
};
