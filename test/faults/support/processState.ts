import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether a process has been stopped by a signal. */
export async function isStopped(processId: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(processId)]);
  return stdout.trim().startsWith('T');
}
