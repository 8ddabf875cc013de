import { readdir, readFile } from 'node:fs/promises';

/** The process ids of the extension hosts that a VS Code server has started. */
export async function extensionHosts(serverProcessId: number): Promise<readonly number[]> {
  const processIds = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const hosts: number[] = [];
  for (const processId of processIds) {
    if (await isExtensionHost(processId, serverProcessId).catch(() => false)) hosts.push(processId);
  }
  return hosts;
}

/** @throws Error when there is no such process any more */
async function isExtensionHost(processId: number, group: number): Promise<boolean> {
  // the fields after the name: state, parent, process group
  const [state, , itsGroup] = (await readFile(`/proc/${processId}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  if (Number(itsGroup) !== group || state === 'Z') return false;
  const commandLine = await readFile(`/proc/${processId}/cmdline`, 'utf8');
  return commandLine.split('\0').includes('--type=extensionHost');
}
