import { spawnSync } from 'node:child_process';

/** Starts a program to which file permissions apply: for root, without root's right to ignore them. */
export const withPermissions: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'] : [];

/**
 * Starts a program for which a folder is a small disk. If the system does not allow such a disk, the program's files
 * may not grow beyond that size.
 */
export function onSmallDisk(folder: string, megabytes: number): readonly string[] {
  const mount = `mount -t tmpfs -o size=${megabytes}m none "${folder}"`;
  const inNamespace = ['unshare', '--map-root-user', '--mount', 'sh', '-c'];
  const [command = '', ...args] = [...inNamespace, mount];
  if (spawnSync(command, args).status === 0) return [...inNamespace, `${mount} && exec "$@"`, 'sh'];
  return ['sh', '-c', `ulimit -f ${megabytes * 1024} && exec "$@"`, 'sh'];
}
