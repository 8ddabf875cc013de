import type { SourceSettings } from '../source';

/** A host and a port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The database server that the settings name. It is always reached by TCP, never by a local socket. */
export function addressOf({ dbHost, dbPort }: SourceSettings, defaultPort: number): Address {
  return { host: dbHost?.trim() || 'localhost', port: dbPort || defaultPort };
}

/** The address for messages: `db.example:3306`, `[::1]:3306`. */
export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
