import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../host/paths';

const open = `
  const { Database } = require(${JSON.stringify(require.resolve('sqlite3'))});
  const [, file] = process.argv;
  const database = new Database(file);
  database.configure('busyTimeout', 5000);
`;

/** Runs a script, of any length, in a SQLite file from another process, and waits for its end. */
export function changeFromOutside(file: string, script: string): void {
  const program = `${open}
    database.exec(require('node:fs').readFileSync(0, 'utf8'), (error) => {
      if (error) throw error;
      database.close();
    });`;
  execFileSync(process.execPath, ['-e', program, file], {
    cwd: projectRoot,
    input: script,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Another process that keeps a SQLite file locked. */
export interface Lock {
  /** Gives the lock back, and waits until it is. */
  release(): Promise<void>;
}

/** Locks a SQLite file from another process, until it is asked to release it. */
export async function lockFromOutside(file: string): Promise<Lock> {
  const program = `${open}
    database.exec('BEGIN EXCLUSIVE', (error) => {
      if (error) throw error;
      console.log('locked');
      process.stdin.resume().on('end', () => database.exec('COMMIT', () => database.close()));
    });`;
  const child = spawn(process.execPath, ['-e', program, file], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    async release() {
      child.stdin.end();
      await ended;
    },
  };
}
