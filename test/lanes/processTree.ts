import { execFile, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** How long processes may take to clean up after themselves, in milliseconds. */
const patience = 10_000;

/**
 * Asks a process and all its descendants to end, as Ctrl-C does, and kills those that still exist after ten seconds.
 * Descendants are found by their parents, since some are in process groups of their own.
 */
export async function endTree(root: ChildProcess): Promise<void> {
  if (root.pid === undefined) return;
  const tree = [root.pid, ...(await descendantsOf(root.pid))];
  for (const processId of tree) signalTo(processId, 'SIGINT');
  const ended = new Promise((resolve) => root.once('close', resolve));
  if ((await Promise.race([ended, pause(patience, 'late', { ref: false })])) !== 'late') return;
  const late = new Set([...tree, ...(await descendantsOf(root.pid))]);
  for (const processId of late) signalTo(processId, 'SIGKILL');
}

async function descendantsOf(root: number): Promise<readonly number[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    rows.flatMap(([processId = 0, itsParent]) => (itsParent === parent ? [processId, ...below(processId)] : []));
  return below(root);
}

function signalTo(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(processId, signal);
  } catch {
    // it has ended meanwhile
  }
}
