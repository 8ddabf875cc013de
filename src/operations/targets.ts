import type { ServerTrust } from '../base/servers/encryption';
import type { ServerLocation } from '../catalog/storage/server/serverUrl';
import type { SqlDbValues } from '../model/databases';
import { sourceEngines } from '../sources/engines';
import type { TargetFacts } from './ports';

/** What a consent of a person is for, and which server it is about. */
export interface Targets {
  /** A database as one user reaches it. */
  readonly database: string;
  /** A server, whoever reaches it. */
  readonly server: string;
}

/**
 * The targets of a SqlDb. If somebody changes it in a shared project database to another server or user, no consent
 * follows.
 */
export function targetsOf(sqlDb: SqlDbValues): Targets {
  const { dbType, dbHost, dbPort, dbName, schema, userName, ssh } = sqlDb;
  const engine = sourceEngines.get(dbType);
  const address = [dbHost?.trim() || 'localhost', dbPort || engine?.defaultPort];
  const gateway = ssh && [ssh.host, ssh.port ?? 22];
  return {
    database: JSON.stringify([dbType, ...address, dbName, schema || engine?.defaultSchema, userName ?? '', gateway]),
    server: JSON.stringify([dbType, ...address, gateway]),
  };
}

/** The targets of a project database on a server. */
export function projectTargets({ kind, host, port, database, userName }: ServerLocation): Targets {
  return {
    database: JSON.stringify(['project', kind.dialect, host, port, database, userName]),
    server: JSON.stringify(['project', kind.dialect, host, port]),
  };
}

/**
 * What is known and allowed of the encryption of a target, and remembered.
 * @param allowsPlainPassword overrides what the person allowed before
 */
export function trustOf(facts: TargetFacts, { database, server }: Targets, allowsPlainPassword?: boolean): ServerTrust {
  return {
    allowsPlainPassword: allowsPlainPassword ?? facts.holds('plainPassword', database),
    get hadTls() {
      return facts.holds('hadTls', server);
    },
    noteTls() {
      if (!facts.holds('hadTls', server)) void facts.set('hadTls', server, true);
    },
  };
}
