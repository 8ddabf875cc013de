import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Whether what is sent to a host stays on this machine: a loopback address, `localhost`, or the path of a Unix socket.
 * Every other name counts as another machine, since whoever answers for the name decides where it leads; so does every
 * other spelling of an address that only some systems know, such as `127.1`.
 */
export function isThisMachine(host: string): boolean {
  if (host.startsWith('/') || host.toLowerCase() === 'localhost') return true;
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
