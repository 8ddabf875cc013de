import type { SourceSettings } from '../source';

/** Where a server is reached. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export const defaultPort = 3306;

/** Where the connection of a SqlDb goes; always by TCP, never by a local socket. */
export function addressOf({ dbHost, dbPort }: SourceSettings): Address {
  return { host: dbHost?.trim() || 'localhost', port: dbPort || defaultPort };
}

/** For messages: `db.example:3306`. */
export function inWords({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
