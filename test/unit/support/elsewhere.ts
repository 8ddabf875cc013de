import { networkInterfaces } from 'node:os';

/** An address of this machine by which it is reached as another one would be: that of a network interface. */
export function elsewhere(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (found) return found.address;
  throw new Error('These tests need a network interface with an IPv4 address other than the loopback.');
}
