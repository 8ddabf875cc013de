import type { Socket } from 'node:net';
import type { Behaviour, RogueServer } from './rogueServer';

function message(type: string, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

const ready = message('Z', 'I');
const done = message('C', 'SELECT 1\0');
const loggedIn = Buffer.concat([message('R', int32(0)), message('K', Buffer.concat([int32(1), int32(2)])), ready]);

function columns(count: number): Buffer {
  const column = Buffer.concat([Buffer.from('c\0'), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
  return message('T', Buffer.concat([int16(count), ...Array.from({ length: count }, () => column)]));
}

function row(...cells: readonly Buffer[]): Buffer {
  return message('D', Buffer.concat([int16(cells.length), ...cells.flatMap((cell) => [int32(cell.length), cell])]));
}

const error = (text: string, code = 'XX000'): Buffer => message('E', `SFATAL\0C${code}\0M${text}\0\0`);

/** What a server does in place of what the protocol prescribes. */
interface Script {
  /** Instead of `N`, when it is asked whether it has TLS. */
  readonly tls?: Buffer;
  /** Instead of letting the client in. */
  readonly login?: (socket: Socket, server: RogueServer) => void;
  /** At the message with the password, or with a part of the login. */
  readonly password?: (socket: Socket, text: Buffer) => void;
  /** At a statement. */
  readonly statement?: (socket: Socket, server: RogueServer) => void;
}

/** A server of PostgreSQL's protocol without TLS, except for what the script says. */
export function postgresBehaviour({ tls, login, password, statement }: Script): Behaviour {
  return (socket, server) => {
    let isStarted = false;
    socket.on('data', (bytes) => {
      if (!isStarted && bytes.length === 8) socket.write(tls ?? 'N');
      else if (!isStarted) {
        isStarted = true;
        if (login) login(socket, server);
        else socket.write(loggedIn);
      } else if (bytes[0] === 'p'.charCodeAt(0)) password?.(socket, bytes.subarray(5));
      else if (statement) statement(socket, server);
      else socket.write(Buffer.concat([done, ready]));
    });
  };
}

const cellOf = (length: number): Buffer => Buffer.alloc(length, 'x');
const head = Buffer.concat([message('1'), message('2')]);

/** A server that repeats the password that it asked for, in an error. */
export const asksForPassword: Script = {
  login: (socket) => socket.write(message('R', int32(3))),
  password: (socket, text) => {
    const secret = text.subarray(0, -1).toString();
    socket.write(error(`"${secret}" is wrong, ${Buffer.from(secret).toString('base64')}`, '28P01'));
  },
};

/** Behaviours that must end in an error; those of `isLong` send without end. */
export const postgresScripts: Readonly<Record<string, Script & { readonly isLong?: true }>> = {
  'answers the question for TLS with bytes that are none': {
    tls: Buffer.concat([Buffer.from('S'), Buffer.alloc(99, 7)]),
  },
  'answers the question for TLS with a login': { tls: Buffer.concat([Buffer.from('N'), loggedIn]) },
  'announces two gigabytes before the login': {
    isLong: true,
    login: (socket, server) => {
      socket.write(Buffer.concat([Buffer.from('R'), int32(0x7fffffff)]));
      server.flood(socket, () => Buffer.alloc(1 << 20));
    },
  },
  'gives a message a negative length': {
    login: (socket) => socket.end(Buffer.concat([Buffer.from('R'), int32(-5)])),
  },
  'sends notices without end before the login': {
    isLong: true,
    login: (socket, server) => server.flood(socket, () => message('N', `SNOTICE\0M${'n'.repeat(60_000)}\0\0`)),
  },
  'wants a login by a method that there is not': { login: (socket) => socket.write(message('R', int32(99))) },
  'wants two thousand million rounds of a hash': {
    login: (socket) => socket.write(message('R', Buffer.concat([int32(10), Buffer.from('SCRAM-SHA-256\0\0')]))),
    password: (socket, text) => {
      const nonce = /r=([^,]+)/.exec(text.toString('latin1'))?.[1] ?? '';
      socket.write(message('R', Buffer.concat([int32(11), Buffer.from(`r=${nonce}S,s=c2FsdA==,i=2147483647`)])));
    },
  },
  'writes a long error with control characters': {
    login: (socket) => socket.write(error(`${'e'.repeat(100_000)}\u001b[31m`)),
  },
  'writes an error with control characters': {
    login: (socket) => socket.write(error('\u001b[31mred\n[2026-01-01 00:00:00] forged \u202e')),
  },
  'sends rows without end': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(Buffer.concat([head, columns(2)]));
      const rows = Buffer.concat(Array.from({ length: 200 }, () => row(Buffer.from('1'), cellOf(1_000))));
      server.flood(socket, () => rows);
    },
  },
  'sends empty rows without end': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(Buffer.concat([head, columns(1)]));
      const rows = Buffer.concat(Array.from({ length: 5_000 }, () => row(Buffer.alloc(0))));
      server.flood(socket, () => rows);
    },
  },
  'sends results without end': {
    isLong: true,
    statement: (socket, server) => {
      const results = Buffer.concat(Array.from({ length: 5_000 }, () => done));
      server.flood(socket, () => results);
    },
  },
  'sends a gigantic cell': {
    isLong: true,
    statement: (socket, server) => {
      const size = 600_000_000;
      const start = Buffer.concat([Buffer.from('D'), int32(10 + size), int16(1), int32(size)]);
      socket.write(Buffer.concat([head, columns(1), start]));
      server.flood(socket, () => cellOf(1 << 20));
    },
  },
  'sends a row that ends too early': {
    statement: (socket) =>
      socket.write(Buffer.concat([head, columns(2), message('D', Buffer.from([0, 9, 0, 0, 0, 1])), done, ready])),
  },
  'begins to copy to the client': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(message('H', Buffer.from([0, 0, 0])));
      server.flood(socket, () => message('d', cellOf(60_000)));
    },
  },
  'begins to copy from the client, again and again': {
    statement: (socket) => socket.write(message('G', Buffer.from([0, 0, 0]))),
  },
  'answers with cells that are not what was asked for': {
    statement: (socket) => {
      const cells = Array.from({ length: 6 }, () => Buffer.from('{"not":json'));
      socket.write(Buffer.concat([head, columns(6), row(...cells), done, ready]));
    },
  },
  'sends a message of a type that there is not': {
    statement: (socket) => socket.write(Buffer.concat([message('q', 'zzz'), ready])),
  },
  'ends more statements than there were': {
    statement: (socket) => socket.write(Buffer.concat([done, done, ready, ready, done, error('late')])),
  },
};
