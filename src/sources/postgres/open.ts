import { throwIfCancelled } from '../../base/errors';
import type { Source, SourceSettings } from '../source';
import { defaultTimeouts, destinationOf, type Destination, type Timeouts } from './destination';
import { schemaForbidden, schemaMissing } from './errors';
import { PostgresQueries } from './queries';
import { PostgresSource } from './source';

/** How many schemas are named when the one that was asked for is not there. */
const namedSchemas = 10;

/** Whether the schema may be used (null: it is not there), and which schemas there are; and the catalog is read. */
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
  timeouts: Timeouts = defaultTimeouts,
): Promise<Source> {
  throwIfCancelled(signal);
  const destination = destinationOf(settings, timeouts);
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
  const [row] = await queries.run({ sql: proofQuery, values: [destination.schema, namedSchemas + 1] }, signal);
  const [usable, named] = row ?? [];
  if (usable === 't') return;
  if (usable === 'f') throw schemaForbidden(destination);
  const schemas = JSON.parse(named ?? '[]') as string[];
  throw schemaMissing(destination, schemas.slice(0, namedSchemas), schemas.length > namedSchemas);
}
