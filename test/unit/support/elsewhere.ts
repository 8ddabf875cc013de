import { networkInterfaces } from 'node:os';
import type { NewSqlDb } from '../../../src/operations/sqlDbs';
import { CuttableProxy } from './cuttableProxy';
import { postgresServer } from './servers';

/** An address of this machine by which it is reached as another one would be: that of a network interface. */
export function elsewhere(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (found) return found.address;
  throw new Error('These tests need a network interface with an IPv4 address other than the loopback.');
}

/** A password that no other text holds. */
export const farPassword = postgresServer.password || 'Planted-s3cret';

/** PostgreSQL, reached as if it was on another machine. */
export interface FarPostgres {
  readonly port: number;
  /** What registers it. */
  given(): NewSqlDb;
}

/** Lets the tests of a suite reach PostgreSQL as a server on another machine, with a password and without encryption. */
export function useFarPostgres(): FarPostgres {
  let proxy: CuttableProxy;
  beforeEach(async () => (proxy = await CuttableProxy.start(postgresServer, elsewhere())));
  afterEach(() => proxy.close());
  return {
    given: () => ({
      ...{ name: 'far', dbType: 'postgres', dbName: 'postgres', dbHost: elsewhere(), dbPort: proxy.port },
      ...{ userName: postgresServer.user, password: farPassword, ssl: 'disable' },
    }),
    get port() {
      return proxy.port;
    },
  };
}
