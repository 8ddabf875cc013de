import { Umzug } from 'umzug';
import { ThothError } from '../../base/errors';
import type { Connection } from './connection';
import { applicationId } from './fileHeader';
import type { Migration } from '../migrations/migration';
import type { Writer } from './writer';

/**
 * Brings the project database to the shape this version knows, in one transaction: two windows that open a new file at
 * once take turns, and a step that fails leaves everything as it was.
 * @throws ThothError PROJECT_DATABASE_FOREIGN, PROJECT_DATABASE_NEWER; and what a failed step threw
 */
export async function migrate(writer: Writer, file: string, migrations: readonly Migration[]): Promise<void> {
  await writer.transaction(async (connection) => {
    const executed = await readExecuted(connection, file);
    refuseNewer(executed, migrations, file);
    if (migrations.every(({ name }) => executed.includes(name))) return;
    await connection.rows(`PRAGMA application_id = ${applicationId}`);
    await connection.change('CREATE TABLE IF NOT EXISTS schema_migration (name TEXT NOT NULL PRIMARY KEY)');
    await upgrader(connection, executed, migrations).up();
  });
}

async function readExecuted(connection: Connection, file: string): Promise<readonly string[]> {
  const tables = await connection.rows<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
  );
  if (tables.length === 0) return [];
  if (!tables.some(({ name }) => name === 'schema_migration')) throw foreignFile(file);
  const executed = await connection.rows<{ name: string }>('SELECT name FROM schema_migration ORDER BY name');
  return executed.map(({ name }) => name);
}

function refuseNewer(executed: readonly string[], migrations: readonly Migration[], file: string): void {
  const unknown = executed.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length === 0) return;
  throw new ThothError(
    'PROJECT_DATABASE_NEWER',
    `The project database "${file}" was made by a newer Thoth (it has ${unknown.join(', ')}). ` +
      'Update Thoth, or choose another file in the setting thoth.projectDatabase. The file was not changed.',
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

/** The file is a SQLite database, but another program's. */
export function foreignFile(file: string): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_FOREIGN',
    `The file "${file}" is a SQLite database of another program, not a Thoth project database. ` +
      'Choose another file in the setting thoth.projectDatabase. The file was not changed.',
  );
}
