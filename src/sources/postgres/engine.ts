import { ThothError, throwIfCancelled } from '../../base/errors';
import type { TimeLimits } from '../server/timeLimits';
import type { Source, SourceEngine, SourceSettings } from '../source';
import { defaultPort, defaultSchema, destinationOf, type Destination } from './destination';
import { PostgresQueries } from './queries';
import { PostgresSource } from './source';

/** PostgreSQL databases, from version 12 on; one schema of each is described. */
export const postgresEngine: SourceEngine = {
  dbType: 'postgres',
  label: 'PostgreSQL',
  isFile: false,
  fileExtensions: [],
  defaultPort,
  defaultSchema,
  urlSchemes: ['postgres', 'postgresql'],
  open: (settings, signal, onNotice) => openPostgres(settings, signal, onNotice),
};

export const usualLimits: TimeLimits = { connect: 10_000, catalog: 60_000, rows: 20_000, lock: 5_000, silence: 15_000 };

/** How many schemas the error for a missing schema lists. */
const listedSchemas = 10;

/** Whether the schema may be used (null where there is none), the names of schemas, and a proof that the catalog is readable. */
const proofQuery = `
  SELECT
    (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1),
    (SELECT json_agg(nspname) FROM (
       SELECT nspname FROM pg_namespace
       WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
       ORDER BY nspname LIMIT $2) AS named),
    (SELECT count(*) FROM pg_class, pg_attribute, pg_attrdef, pg_constraint, pg_description, pg_enum, pg_type
     WHERE false)`;

/**
 * Connects to a PostgreSQL server, read-only, and proves that the schema and the catalog can be read.
 * @throws ThothError INVALID_ARGUMENT, one of the SOURCE_ codes, or CANCELLED
 */
export async function openPostgres(
  settings: SourceSettings,
  signal: AbortSignal,
  onNotice: (notice: string) => void = () => undefined,
  limits: TimeLimits = usualLimits,
): Promise<Source> {
  throwIfCancelled(signal);
  const destination = destinationOf(settings, limits);
  const queries = new PostgresQueries(destination);
  try {
    await requireSchema(queries, destination, signal);
  } catch (error) {
    await queries.close();
    throw error;
  }
  return new PostgresSource(queries, destination, onNotice);
}

async function requireSchema(queries: PostgresQueries, destination: Destination, signal: AbortSignal): Promise<void> {
  const [row] = await queries.run({ sql: proofQuery, values: [destination.schema, listedSchemas + 1] }, signal);
  const [usable, named] = row ?? [];
  if (usable === 't') return;
  if (usable === 'f') throw schemaForbidden(destination);
  const schemas = JSON.parse(named ?? '[]') as string[];
  throw schemaMissing(destination, schemas.slice(0, listedSchemas), schemas.length > listedSchemas);
}

function schemaMissing({ dbName, schema }: Destination, schemas: readonly string[], more: boolean): ThothError {
  const names = schemas.map((name) => `"${name}"`).join(', ');
  return new ThothError(
    'SOURCE_SCHEMA_NOT_FOUND',
    `There is no schema "${schema}" in the database "${dbName}". ` +
      (names === '' ? 'It has no schemas of its own.' : `Choose one of: ${names}${more ? ', …' : ''}.`),
  );
}

function schemaForbidden({ user, schema }: Destination): ThothError {
  return new ThothError(
    'SOURCE_PERMISSION_DENIED',
    `The user "${user}" may not use the schema "${schema}". Ask its owner for the privilege USAGE.`,
  );
}
