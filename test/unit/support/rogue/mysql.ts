import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Behaviour, RogueServer } from './rogueServer';

const tlsCapability = 0x800;
const nonce = 'abcdefghijklmnopqrst';

function packet(sequence: number, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUIntLE(bytes.length, 0, 3);
  head[3] = sequence & 255;
  return Buffer.concat([head, bytes]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length < 251) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const head = Buffer.from([0xfd, 0, 0, 0]);
  head.writeUIntLE(bytes.length, 1, 3);
  return Buffer.concat([head, bytes]);
}

function greeting(method: string, hasTls: boolean): Buffer {
  const capabilities = hasTls ? 0xffffffff : 0xffffffff & ~tlsCapability;
  const [low, high] = [Buffer.alloc(2), Buffer.alloc(2)];
  low.writeUInt16LE(capabilities & 0xffff);
  high.writeUInt16LE((capabilities >>> 16) & 0xffff);
  return packet(
    0,
    Buffer.concat([
      Buffer.from('\x0a8.0.30\0\x01\0\0\0' + nonce.slice(0, 8) + '\0'),
      low,
      Buffer.from([45, 2, 0]),
      high,
      Buffer.from([21]),
      Buffer.alloc(10),
      Buffer.from(`${nonce.slice(8)}\0${method}\0`),
    ]),
  );
}

const ok = (sequence: number): Buffer => packet(sequence, Buffer.from([0, 0, 0, 2, 0, 0, 0]));
const endOfPart = Buffer.from([0xfe, 0, 0, 2, 0]);
const switchTo = (method: string, sequence: number): Buffer =>
  packet(sequence, Buffer.from(`\xfe${method}\0${nonce}\0`, 'latin1'));

function error(sequence: number, code: number, said: string): Buffer {
  return packet(sequence, Buffer.concat([Buffer.from([0xff, code & 255, code >> 8]), Buffer.from(`#28000${said}`)]));
}

function column(name: string): Buffer {
  const rest = Buffer.from([0x0c, 45, 0, 0, 1, 0, 0, 253, 0, 0, 0, 0, 0]);
  return Buffer.concat([...['def', 's', 't', 't', name, name].map(text), rest]);
}

function result(names: readonly string[], rows: readonly (readonly string[])[], first = 1): Buffer {
  const parts = [
    Buffer.from([names.length]),
    ...names.map(column),
    endOfPart,
    ...rows.map((cells) => Buffer.concat(cells.map(text))),
    endOfPart,
  ];
  return Buffer.concat(parts.map((part, index) => packet(first + index, part)));
}

/** What a server does in place of what the protocol prescribes. */
interface Script {
  /** In place of the greeting. */
  readonly greet?: (socket: Socket, server: RogueServer) => void;
  /** The method of the greeting; by default one that never shows the password. */
  readonly method?: string;
  readonly hasTls?: true;
  /** Sent with the greeting. */
  readonly stuffed?: Buffer;
  /** At each packet of the login, of which `turn` is the number from 0. */
  readonly login?: (socket: Socket, bytes: Buffer, turn: number, server: RogueServer) => void;
  /** At a statement that asks about the database. */
  readonly statement?: (socket: Socket, server: RogueServer) => void;
}

/** A server of MySQL's protocol without TLS, except for what the script says. */
export function mysqlBehaviour({ greet, method, hasTls, stuffed, login, statement }: Script): Behaviour {
  return (socket, server) => {
    if (greet) {
      greet(socket, server);
      return;
    }
    const welcome = greeting(method ?? 'mysql_native_password', hasTls ?? false);
    socket.write(stuffed ? Buffer.concat([welcome, stuffed]) : welcome);
    let turns = 0;
    socket.on('data', (bytes) => {
      const turn = turns++;
      if (login) login(socket, bytes, turn, server);
      else if (turn === 0) socket.write(ok((bytes[3] ?? 0) + 1));
      else if (/TABLES|DATABASE|SELECT VERSION\(\) AS/.test(bytes.toString('latin1')) && statement)
        statement(socket, server);
      else if (bytes.includes('VERSION()')) socket.write(result(['v', 'l'], [['8.0.30', '0']]));
      else if (/SELECT/.test(bytes.toString('latin1'))) socket.write(result(['a'], []));
      else socket.write(ok(1));
    });
  };
}

/** A server that gets the password by a key of its own, as `caching_sha2_password` and `sha256_password` allow. */
export function keyScript(
  method: 'caching_sha2_password' | 'sha256_password',
  onPassword: (text: string) => void,
): Script {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const isCaching = method === 'caching_sha2_password';
  return {
    method: isCaching ? method : 'mysql_native_password',
    login(socket, bytes, turn) {
      const next = (bytes[3] ?? 0) + 1;
      if (turn === 0) socket.write(isCaching ? packet(next, Buffer.from([1, 4])) : switchTo(method, next));
      else if (turn === 1)
        socket.write(packet(next, `\x01${publicKey.export({ type: 'spki', format: 'pem' }).toString()}`));
      else {
        const padding = constants.RSA_PKCS1_OAEP_PADDING;
        const hidden = privateDecrypt({ key: privateKey, padding }, bytes.subarray(4));
        onPassword(Buffer.from(hidden.map((byte, index) => byte ^ nonce.charCodeAt(index % nonce.length))).toString());
        socket.write(error(next, 1045, 'no'));
      }
    },
  };
}

const startOfRows = Buffer.concat([packet(1, Buffer.from([1])), packet(2, column('x')), packet(3, endOfPart)]);

/** Behaviours that must end in an error; those of `isLong` send without end. */
export const mysqlScripts: Readonly<Record<string, Script & { readonly isLong?: true }>> = {
  'greets without end': {
    isLong: true,
    greet: (socket, server) =>
      server.flood(socket, () => Buffer.concat([Buffer.from([255, 255, 255, 0]), Buffer.alloc(0xffffff, 10)])),
  },
  'greets with an error that has control characters': {
    greet: (socket) => socket.write(error(0, 1045, '\u001b[31mblocked\n[2026-01-01 00:00:00] forged \u202e')),
  },
  'answers in plain where TLS begins': {
    hasTls: true,
    login: (socket, bytes) => socket.write(ok((bytes[3] ?? 0) + 1)),
  },
  'wants the password in clear': {
    login: (socket, bytes) => socket.write(switchTo('mysql_clear_password', (bytes[3] ?? 0) + 1)),
  },
  'wants a login by a method that there is not': {
    login: (socket, bytes) => socket.write(switchTo('dialog', (bytes[3] ?? 0) + 1)),
  },
  'asks for the login again and again': {
    login: (socket, bytes) => socket.write(switchTo('mysql_native_password', (bytes[3] ?? 0) + 1)),
  },
  'asks for a file': {
    statement: (socket) => socket.write(packet(1, Buffer.from('\xfb/etc/passwd', 'latin1'))),
  },
  'sends rows without end': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(startOfRows);
      let sequence = 4;
      const cell = text('x'.repeat(1_000));
      server.flood(socket, () => Buffer.concat(Array.from({ length: 200 }, () => packet(sequence++, cell))));
    },
  },
  'sends a gigantic row': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(startOfRows);
      let sequence = 4;
      server.flood(socket, () =>
        Buffer.concat([Buffer.from([255, 255, 255, sequence++ & 255]), Buffer.alloc(0xffffff)]),
      );
    },
  },
  'announces sixteen million columns': {
    isLong: true,
    statement: (socket, server) => {
      socket.write(packet(1, Buffer.from([0xfd, 255, 255, 255])));
      let sequence = 2;
      server.flood(socket, () => packet(sequence++, column('x')));
    },
  },
  'sends a cell that is longer than its row': {
    statement: (socket) => {
      const long = Buffer.from([0xfe, 255, 255, 255, 255, 255, 255, 255, 127]);
      socket.write(Buffer.concat([startOfRows, packet(4, long), packet(5, endOfPart)]));
    },
  },
  'numbers its packets wrongly': { statement: (socket) => socket.write(result(['x'], [['1']], 77)) },
  'answers more than it was asked': {
    statement: (socket) => socket.write(Buffer.concat([ok(1), ok(2), error(3, 1, 'late')])),
  },
  'names a column after a property of every object': {
    statement: (socket) => socket.write(result(['constructor', '__proto__'], [['a', 'b']])),
  },
};
