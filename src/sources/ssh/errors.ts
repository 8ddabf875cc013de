import { codeOf, messageOf, ThothError } from '../../base/errors';
import { addressText, type Address } from '../server/address';
import type { SshSettings } from '../source';
import { fingerprint, keyType } from './hostKey';
import type { HostKeyVerdict } from './knownHosts';

/** The stage that a login has reached. */
export type Stage = 'connecting' | 'greeting' | 'login';

export const defaultSshPort = 22;

/** An SSH server as messages name it: `host:port`. */
export function sshServerText({ host, port = defaultSshPort }: SshSettings): string {
  return addressText({ host, port });
}

/** The error for a server key that was not accepted. */
export function hostKeyRefused(
  ssh: SshSettings,
  file: string,
  key: Buffer,
  verdict: Exclude<HostKeyVerdict, 'known'>,
): ThothError {
  const shown = `The SSH server "${sshServerText(ssh)}" shows the key ${fingerprint(key)} (${keyType(key)})`;
  switch (verdict) {
    case 'unknown': {
      const { host, port = defaultSshPort } = ssh;
      const line = `${port === defaultSshPort ? host : `[${host}]:${port}`} ${keyType(key)} ${key.toString('base64')}`;
      return new ThothError(
        'SSH_HOST_KEY_UNKNOWN',
        `${shown}, which "${file}" does not have. Ask who runs the server whether it is theirs. If it is, connect ` +
          `once with ssh in a terminal and accept it, or add this line to that file: ${line}`,
      );
    }
    case 'changed':
      return new ThothError(
        'SSH_HOST_KEY_CHANGED',
        `${shown}, but "${file}" has another: somebody may be listening in, or the server was set up anew. Ask who ` +
          'runs the server. Only if the new key is theirs, remove the old one from that file (ssh-keygen -R), and ' +
          'add the new one.',
      );
    case 'revoked':
      return new ThothError(
        'SSH_HOST_KEY_CHANGED',
        `${shown}, which "${file}" marks as revoked: it is not to be trusted. Ask who runs the server for another.`,
      );
  }
}

/** The reason and the advice for an error of the socket, by its code. */
const socketReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known. Check the name of the SSH host',
  EAI_AGAIN: 'its name could not be looked up. Check the network, and the name of the SSH host',
  ECONNREFUSED: 'nothing listens there. Check the SSH host and port, and that its SSH service runs',
  EHOSTUNREACH: 'the network has no way to it. Check the network, or connect the VPN',
  ENETUNREACH: 'the network has no way to it. Check the network, or connect the VPN',
  ETIMEDOUT: 'it does not answer. Check the SSH host and port, the network, and firewalls in between',
};

/** The error for a connection that failed before or during the login, except for a login that the server refused. */
export function connectFailed(ssh: SshSettings, stage: Stage, cause?: unknown): ThothError {
  const name = sshServerText(ssh);
  if (stage === 'connecting' || (stage === 'greeting' && isTimeout(cause))) {
    const code = isTimeout(cause) ? 'ETIMEDOUT' : codeOf(cause);
    const reason = socketReasons[code] ?? `${messageOf(cause) || code}. Check the SSH host and port, and the network`;
    return new ThothError('SSH_HOST_UNREACHABLE', `The SSH server "${name}" cannot be reached: ${reason}.`, { cause });
  }
  const advice =
    stage === 'greeting'
      ? 'Check that an SSH server listens on that port, and that it is not too old.'
      : 'Try again; if it stays so, look into the log of the server.';
  return new ThothError('SSH_FAILED', `Connecting to the SSH server "${name}" failed: ${reasonOf(cause)}. ${advice}`, {
    cause,
  });
}

/** The error for an established connection that was lost. */
export function connectionLost(ssh: SshSettings, cause?: unknown): ThothError {
  return new ThothError(
    'SSH_FAILED',
    `The connection to the SSH server "${sshServerText(ssh)}" was lost: ${reasonOf(cause)}. Check the network and try again.`,
    { cause },
  );
}

/** The error for a database server that the SSH server did not connect to. */
export function forwardRefused(ssh: SshSettings, target: Address, cause: unknown): ThothError {
  const how = `from the SSH server "${sshServerText(ssh)}"`;
  const reason = messageOf(cause).replace(/^\(SSH\) Channel open failure: /, '');
  if (isProhibited(cause)) {
    return new ThothError(
      'SSH_FAILED',
      `The SSH server "${sshServerText(ssh)}" does not let "${ssh.userName}" connect on to "${addressText(target)}" ` +
        `(${plain(reason)}). Ask who runs it to allow TCP forwarding.`,
      { cause },
    );
  }
  if (/refused/i.test(reason)) {
    return new ThothError(
      'SOURCE_PORT_REFUSED',
      `Nothing listens on "${addressText(target)}", as seen ${how}. Check the host and the port, and that the ` +
        'database runs.',
      { cause },
    );
  }
  return new ThothError(
    'SOURCE_HOST_UNREACHABLE',
    `"${addressText(target)}" cannot be reached ${how}: ${plain(reason)}. Check the host and the port, as that server ` +
      'knows them.',
    { cause },
  );
}

function reasonOf(cause: unknown): string {
  if (cause === undefined) return 'the server closed it';
  if (isTimeout(cause)) return 'the server does not answer';
  if (codeOf(cause) === 'ECONNRESET') return 'the server, or something in between, broke it off';
  return plain(messageOf(cause));
}

/** A server's text as part of a sentence: one line, short, without a full stop. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 200);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'level' in error && error.level === 'client-timeout';
}

/** RFC 4254, 5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED. */
function isProhibited(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && error.reason === 1;
}
