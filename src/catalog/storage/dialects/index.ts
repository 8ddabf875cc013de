import { ThothError } from '../../../base/errors';
import type { SqlDialect } from './dialect';
import { mariadb } from './mariadb';
import { postgres } from './postgres';
import { sqlite } from './sqlite';

/** The engines of a project database, by Sequelize's names of them. */
const dialects: Readonly<Record<string, SqlDialect>> = { sqlite, postgres, mysql: mariadb };

/** @throws ThothError PROJECT_DATABASE_UNSUPPORTED */
export function dialectOf(name: string): SqlDialect {
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
  if (dialect) return dialect;
  throw new ThothError(
    'PROJECT_DATABASE_UNSUPPORTED',
    `A project database of the kind "${name}" is not supported. ` +
      'Use a file: leave the setting thoth.projectDatabase empty.',
  );
}
