import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseServerAddress, serverAddressText } from '../../../../src/ui/connection/serverAddress';

describe('The address of a server', () => {
  for (const [text, address] of [
    ['localhost', { host: 'localhost' }],
    [' db.example.org:5433 ', { host: 'db.example.org', port: 5433 }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['[::1]:3306', { host: '::1', port: 3306 }],
    ['[fe80::1%eth0]', { host: 'fe80::1%eth0' }],
    ['ada@gateway:2222', { user: 'ada', host: 'gateway', port: 2222 }],
  ] as const) {
    it(`is read from "${text}"`, () => assert.deepEqual(parseServerAddress(text), address));
  }

  for (const text of [
    '',
    ' ',
    'a b',
    'host:',
    'host:0',
    'host:65536',
    'host:port',
    'a@b@c',
    'http://host',
    '[::1',
    'host/db',
  ]) {
    it(`is not "${text}"`, () => assert.equal(parseServerAddress(text), undefined));
  }

  it('is written as it is read', () => {
    const user = fc.option(fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/), { nil: undefined });
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    fc.assert(
      fc.property(user, host, port, (givenUser, givenHost, givenPort) => {
        const address = {
          ...(givenUser !== undefined && { user: givenUser }),
          host: givenHost,
          ...(givenPort !== undefined && { port: givenPort }),
        };
        assert.deepEqual(parseServerAddress(serverAddressText(address)), address);
      }),
    );
  });
});
