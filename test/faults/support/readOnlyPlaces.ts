import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { ProjectDatabaseLocation } from '../../../src/catalog/projectDatabase';
import { postgresServer } from '../../unit/support/servers';

/** A place for a project database that can be made read-only, and writable again, while it is in use. */
export interface ReadOnlyPlace {
  readonly location: ProjectDatabaseLocation;
  makeReadOnly(): Promise<void>;
  makeWritable(): Promise<void>;
  remove(): Promise<void>;
}

/** A file that the file system itself takes no more writes for, not even from the superuser or a process that has it open. */
export function fileThatTurnsReadOnly(): ReadOnlyPlace {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-faults-'));
  const file = join(folder, 'project.sqlite');
  const setImmutable = (flag: '+i' | '-i'): Promise<void> => {
    changeAttribute(flag, [file, `${file}-wal`].filter(existsSync));
    return Promise.resolve();
  };
  return {
    location: { file },
    makeReadOnly: () => setImmutable('+i'),
    makeWritable: () => setImmutable('-i'),
    async remove() {
      await setImmutable('-i');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The attribute is the superuser's to set. */
function changeAttribute(flag: string, files: readonly string[]): void {
  const asSuperuser = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const [command = '', ...args] = [...asSuperuser, 'chattr', flag, ...files];
  execFileSync(command, args, { stdio: 'ignore' });
}

/** Whether the file system of temporary files refuses to write into an immutable file that is open already. */
export function filesTurnReadOnly(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-faults-'));
  const file = join(folder, 'probe');
  const handle = openSync(file, 'w');
  try {
    changeAttribute('+i', [file]);
    try {
      writeSync(handle, 'x');
      return false;
    } catch {
      return true;
    } finally {
      changeAttribute('-i', [file]);
    }
  } catch {
    return false;
  } finally {
    closeSync(handle);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A schema of PostgreSQL whose only user can lose the right to change anything. */
export async function schemaThatTurnsReadOnly(): Promise<ReadOnlyPlace> {
  const { host, port, user, password } = postgresServer;
  const database = process.env.PGDATABASE ?? 'postgres';
  const name = `thoth_test_${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(12).toString('hex');
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  const run = async (sql: string): Promise<void> => void (await client.query(sql));
  await run(`CREATE ROLE ${name} LOGIN PASSWORD '${secret}'; CREATE SCHEMA ${name} AUTHORIZATION ${name}`);
  const changes = `INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${name}`;
  return {
    location: { url: `postgres://${name}@${host}:${port}/${database}?schema=${name}`, password: secret },
    makeReadOnly: () => run(`REVOKE ${changes} FROM ${name}`),
    makeWritable: () => run(`GRANT ${changes} TO ${name}`),
    async remove() {
      await run(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`);
      await client.end();
    },
  };
}
