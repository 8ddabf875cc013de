import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';

/**
 * Whether a connection over the loopback may come from this process. On Linux other processes are recognised, so that
 * the tunnel is closed to them and to other users. Where the system does not provide this information, the answer is
 * true.
 * @param socket the accepting end
 */
export async function mayBeOwn({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const [connections, own] = await Promise.all([readConnections(), readOwnSockets()]);
  const inodesOf = (from: number, to: number): string[] =>
    connections.filter((one) => one.localPort === from && one.remotePort === to).map((one) => one.inode);
  // if the kernel does not list our own end as ours, its list is not reliable
  if (!inodesOf(localPort, remotePort).some((inode) => own.has(inode))) return true;
  return inodesOf(remotePort, localPort).every((inode) => own.has(inode));
}

interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
  readonly inode: string;
}

/** The connections of all processes, as proc(5) describes `/proc/net/tcp`. */
async function readConnections(): Promise<Connection[]> {
  const files = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'latin1').catch(() => ''));
  const lines = (await Promise.all(files)).flatMap((text) => text.split('\n').slice(1));
  const connections = lines.map((line) => {
    const [, local = '', remote = '', , , , , , , inode = '0'] = line.trim().split(/\s+/);
    return { localPort: portOf(local), remotePort: portOf(remote), inode };
  });
  // 0 is a socket that no process holds any more
  return connections.filter(({ inode }) => inode !== '0');
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}

/** The inodes of the sockets that this process holds. */
async function readOwnSockets(): Promise<Set<string>> {
  const folder = '/proc/self/fd';
  const names = await readdir(folder).catch(() => []);
  const links = names.map((name) => readlink(`${folder}/${name}`).catch(() => ''));
  const inodes = (await Promise.all(links)).map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]);
  return new Set(inodes.filter((inode) => inode !== undefined));
}
