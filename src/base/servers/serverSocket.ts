import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { messageOf } from '../errors';

const mebibyte = 1_048_576;

/** How much a server may send, in bytes. */
export const answerLimits = {
  /** Until the login is over. */
  login: mebibyte / 4,
  /** For one answer: the catalog of some 100,000 tables, with a dozen columns each. */
  answer: 128 * mebibyte,
  /** For one answer, with what its parts take up in memory besides their bytes. */
  memory: 256 * mebibyte,
} as const;

/** A server sent more than one answer may be. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
  readonly code = 'ANSWER_TOO_LONG';

  constructor(isLogin: boolean) {
    super(
      isLogin
        ? `the server sent more than ${answerLimits.login / 1024} KB before the login was over`
        : `the server sent more in one answer than the ${answerLimits.answer / mebibyte} MB that Thoth takes`,
    );
  }
}

/** A server sent something on which its driver failed. */
export class ProtocolBroken extends Error {
  override readonly name = 'ProtocolBroken';
  readonly code = 'PROTOCOL_BROKEN';

  constructor(cause: unknown) {
    super(`the server does not keep to the protocol (${messageOf(cause)})`);
    // the driver's place, without an inner error, whose text and code would be taken for the reason
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
  }
}

/**
 * The connection to a database server, beneath the encryption and the driver. It is destroyed when an answer exceeds
 * its limit, and when the driver fails on what the server sent: no exception of the driver leaves it.
 */
export class ServerSocket extends Duplex {
  private readonly socket = new Socket();
  private isLogin = true;
  private received = 0;
  private memory = 0;
  private hasEnded = false;
  private reason: Error | undefined;

  constructor() {
    super({ allowHalfOpen: false, emitClose: false });
    this.socket.on('connect', () => this.emit('connect'));
    this.socket.on('timeout', () => this.emit('timeout'));
    this.socket.on('data', (bytes: Buffer) => this.receive(bytes));
    this.socket.on('end', () => {
      this.hasEnded = true;
      this.push(null);
    });
    this.socket.on('error', (error) => this.destroy(error));
    this.socket.on('close', () => {
      // what arrived before the end is still to be read
      if (!this.hasEnded) this.destroy();
    });
  }

  /** Why Thoth destroyed the connection, where the server was the reason. */
  get failure(): Error | undefined {
    return this.reason;
  }

  /** Counts anew, since another statement is sent. The first call ends the login. */
  beginAnswer(): void {
    this.isLogin = false;
    this.received = 0;
    this.memory = 0;
  }

  /** Counts what a part of the answer takes up in memory besides its bytes. */
  charge(bytes: number): void {
    this.memory += bytes;
  }

  /** Destroys the connection, because of what the server sent. */
  fail(error: Error): void {
    this.reason ??= error;
    this.destroy(this.reason);
  }

  /** Calls the listeners. An exception of one of them fails the connection and goes no further. */
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    try {
      return super.emit(event, ...values);
    } catch (error) {
      this.fail(error instanceof AnswerTooLong ? error : new ProtocolBroken(error));
      return true;
    }
  }

  // what the drivers call of a socket

  connect(port: number | string, host?: string): this {
    if (typeof port === 'string') this.socket.connect(port);
    else this.socket.connect(port, host ?? 'localhost');
    return this;
  }

  setNoDelay(isOn?: boolean): this {
    this.socket.setNoDelay(isOn);
    return this;
  }

  setKeepAlive(isOn?: boolean, delay?: number): this {
    this.socket.setKeepAlive(isOn, delay);
    return this;
  }

  setTimeout(milliseconds: number, onTimeout?: () => void): this {
    this.socket.setTimeout(milliseconds);
    if (onTimeout) this.once('timeout', onTimeout);
    return this;
  }

  ref(): this {
    this.socket.ref();
    return this;
  }

  unref(): this {
    this.socket.unref();
    return this;
  }

  /** As a socket, it gives the reason of the system where the server has ended the connection before. */
  override write(chunk: unknown, ...rest: [encoding?: unknown, callback?: unknown]): boolean {
    if (!this.hasEnded) return super.write(chunk, ...(rest as [BufferEncoding, () => void]));
    const error = Object.assign(new Error('the server has ended the connection'), { code: 'EPIPE' });
    const callback = rest.find((one): one is (error: Error) => void => typeof one === 'function');
    if (callback) process.nextTick(callback, error);
    this.destroy(error);
    return false;
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(bytes, done);
  }

  override _writev(pieces: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(pieces.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.socket.destroyed) return done();
    this.socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
    // the end is announced after every error, also that of TLS above, which closes this socket a turn before it gives it
    setImmediate(() => setImmediate(() => this.emit('close', error !== null)));
  }

  private receive(bytes: Buffer): void {
    this.received += bytes.length;
    const { login, answer, memory } = answerLimits;
    if (this.received > (this.isLogin ? login : answer) || this.received + this.memory > memory) {
      this.fail(new AnswerTooLong(this.isLogin));
      return;
    }
    if (!this.push(bytes)) this.socket.pause();
  }
}

/** The same for a stream that a driver puts over the socket, such as one for TLS. */
export function failOnException(stream: Duplex, socket: ServerSocket): void {
  const emit = stream.emit.bind(stream) as (event: string | symbol, ...values: unknown[]) => boolean;
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    try {
      return emit(event, ...values);
    } catch (error) {
      socket.fail(new ProtocolBroken(error));
      return true;
    }
  };
}
