/** A server as a person types it: `host`, `host:port`, `[::1]:port`, and for SSH `user@host:port`. */
export interface ServerAddress {
  readonly user?: string;
  readonly host: string;
  readonly port?: number;
}

/** Parses a person's input; undefined if it is not an address. */
export function parseServerAddress(text: string): ServerAddress | undefined {
  const parts = /^(?:([^\s@]+)@)?(?:\[([0-9a-z:.%]+)\]|([^\s:@/[\]]+|[0-9a-f]*:[0-9a-f:.]+))(?::(\d{1,5}))?$/i.exec(
    text.trim(),
  );
  if (!parts) return undefined;
  const [, user, bracketed, plain, digits] = parts;
  const host = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { ...(user !== undefined && { user }), host, ...(port !== undefined && { port }) };
}

/** The same address as a text. */
export function serverAddressText({ user, host, port }: ServerAddress): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
}
