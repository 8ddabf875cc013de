import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isThisMachine } from '../../../../src/base/servers/thisMachine';

describe('isThisMachine', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const octets = fc.tuple(byte, byte, byte, byte);
  const hexadecimal = ([a, b, c, d]: readonly number[]): string =>
    `${((a! << 8) | b!).toString(16)}:${((c! << 8) | d!).toString(16)}`;

  it('is true for exactly the IPv4 addresses that begin with 127', () => {
    fc.assert(fc.property(octets, (address) => isThisMachine(address.join('.')) === (address[0] === 127)));
    fc.assert(fc.property(octets, ([, ...rest]) => isThisMachine([127, ...rest].join('.'))));
  });

  it('treats an IPv4 address that is mapped into IPv6 as itself, in both spellings', () => {
    fc.assert(
      fc.property(octets, fc.boolean(), ([first, ...rest], isOwn) => {
        const address = [isOwn ? 127 : first, ...rest];
        const expected = address[0] === 127;
        assert.equal(isThisMachine(`::ffff:${address.join('.')}`), expected);
        assert.equal(isThisMachine(`::FFFF:${hexadecimal(address)}`), expected);
      }),
    );
  });

  it('is true for ::1 however it is written, and for no other IPv6 address', () => {
    for (const one of ['::1', '0:0:0:0:0:0:0:1', '0000::0001', '::0.0.0.1', '::1%lo'])
      assert.ok(isThisMachine(one), one);
    const isMapped = (address: string): boolean => /^(0+:){5}ffff:|^::ffff:/i.test(address);
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(!isMapped(address) && !/^[0:.]*1$/.test(address));
        return !isThisMachine(address);
      }),
    );
  });

  it('is true for localhost and the path of a Unix socket', () => {
    for (const host of ['localhost', 'LOCALHOST', '/var/run/postgresql', '/']) assert.ok(isThisMachine(host), host);
  });

  it('is false for every other name, whatever it resembles', () => {
    fc.assert(fc.property(fc.domain(), (name) => !isThisMachine(name)));
    const hosts = [
      ...['', ' localhost', 'localhost.', 'localhost.example', 'a.localhost', 'local', '127.0.0.1.example', '127.1'],
      ...['0', '0.0.0.0', '::', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1 ', '[::1]', 'a/b', 'fe80::1'],
    ];
    for (const host of hosts) assert.equal(isThisMachine(host), false, host);
  });
});
