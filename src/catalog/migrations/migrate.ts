import { Umzug } from 'umzug';
import { ThothError } from '../../base/errors';
import type { Connection } from '../storage/connection';
import type { Migration } from './migration';
import type { Writer } from '../storage/writer';

/** What a migration needs to know about the place of the tables. */
export interface MigrationPlace {
  /** The file or the URL, as it is shown to people. */
  readonly shown: string;
  /** Begins the part that only one window may do at a time. */
  begin(connection: Connection): Promise<void>;
  /** Marks the place as a project database. */
  mark(connection: Connection): Promise<void>;
  end(connection: Connection): Promise<void>;
  /** Whether these tables, none of which lists migrations, show that the place belongs to another program. */
  isForeign(tables: readonly string[]): boolean;
}

/**
 * Migrates the project database to this version's schema, in one transaction: two windows that open a new database at
 * once take turns, and a failed migration leaves everything unchanged. On an engine that commits each DDL statement by
 * itself, the next window continues where this one stopped.
 * @throws ThothError PROJECT_DATABASE_FOREIGN, PROJECT_DATABASE_NEWER; and the error of a failed migration
 */
export async function migrate(writer: Writer, place: MigrationPlace, migrations: readonly Migration[]): Promise<void> {
  await writer.transaction(async (connection) => {
    await place.begin(connection);
    try {
      await bringUpToDate(connection, place, migrations);
    } finally {
      await place.end(connection);
    }
  });
}

async function bringUpToDate(
  connection: Connection,
  place: MigrationPlace,
  migrations: readonly Migration[],
): Promise<void> {
  const executed = await readExecuted(connection, place);
  refuseNewer(executed, migrations, place.shown);
  if (migrations.every(({ name }) => executed.includes(name))) return;
  await place.mark(connection);
  const { key } = connection.dialect.types;
  await connection.change(`CREATE TABLE IF NOT EXISTS schema_migration (name ${key} NOT NULL PRIMARY KEY)`);
  await upgrader(connection, executed, migrations).up();
}

async function readExecuted(connection: Connection, place: MigrationPlace): Promise<readonly string[]> {
  const tables = (await connection.rows<{ name: string }>(connection.dialect.tableNames)).map(({ name }) => name);
  if (!tables.includes('schema_migration')) {
    if (place.isForeign(tables)) throw foreignDatabase(place.shown);
    return [];
  }
  const columns = await connection.rows<{ name: string }>(connection.dialect.columnNames, 'schema_migration');
  if (columns.length !== 1 || columns[0]?.name !== 'name') throw foreignDatabase(place.shown);
  const executed = await connection.rows<{ name: string }>('SELECT name FROM schema_migration ORDER BY name');
  return executed.map(({ name }) => name);
}

function refuseNewer(executed: readonly string[], migrations: readonly Migration[], shown: string): void {
  const unknown = executed.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length === 0) return;
  throw new ThothError(
    'PROJECT_DATABASE_NEWER',
    `The project database "${shown}" was made by a newer Thoth (it has ${unknown.join(', ')}). ` +
      'Update Thoth, or choose another one in the setting thoth.projectDatabase. Nothing was changed.',
  );
}

function upgrader(connection: Connection, executed: readonly string[], migrations: readonly Migration[]): Umzug {
  return new Umzug({
    migrations: migrations.map(({ name, up }) => ({ name, up: () => up(connection) })),
    logger: undefined,
    storage: {
      executed: () => Promise.resolve([...executed]),
      async logMigration({ name }) {
        await connection.change('INSERT INTO schema_migration (name) VALUES ($1)', name);
      },
      async unlogMigration({ name }) {
        await connection.change('DELETE FROM schema_migration WHERE name = $1', name);
      },
    },
  });
}

/** The error for a place that belongs to another program. */
export function foreignDatabase(shown: string): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_FOREIGN',
    `The database "${shown}" holds tables of another program in the place of a Thoth project database's. ` +
      'Choose another one in the setting thoth.projectDatabase. Nothing was changed.',
  );
}
