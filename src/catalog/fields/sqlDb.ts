import type { SqlDbValues } from '../../model/databases';
import { defineTable, id, integer, reference, text } from './field';
import { statusFields } from './status';

/** How the database is reached through SSH; absent where `host` is NULL. */
export const sshFields = {
  sshHost: text('ssh_host', { initial: null }),
  sshPort: integer('ssh_port', { initial: null }),
  sshUserName: text('ssh_user_name', { initial: null }),
  sshAuthentication: text('ssh_authentication', { initial: null }),
  sshKeyFile: text('ssh_key_file', { initial: null }),
  sshKnownHostsFile: text('ssh_known_hosts_file', { initial: null }),
};

/** The connection fields that have the same names as in `SqlDbValues`. */
export const connectionFields = {
  name: text('name'),
  dbType: text('db_type'),
  dbHost: text('db_host', { initial: null }),
  dbPort: integer('db_port', { initial: null }),
  dbName: text('db_name'),
  schema: text('schema', { initial: null }),
  userName: text('user_name', { initial: null }),
  ssl: text('ssl_mode', { initial: null }),
  sslCaFile: text('ssl_ca_file', { initial: null }),
  language: text('language', { initial: null }),
  workspaceId: reference('workspace_id', { initial: null }),
} satisfies Record<Exclude<keyof SqlDbValues, 'ssh'>, unknown>;

export const sqlDb = defineTable('sql_db', {
  id,
  ...connectionFields,
  ...sshFields,
  ...statusFields('db_elements', 'table_comment', 'column_comment'),
});
