import { fork, type ChildProcess } from 'node:child_process';
import { ThothError } from '../../../base/errors';
import { readerProgram } from './program';
import { memoryLimits, type ReaderError, type ReaderMessage, type ReadRequest } from './protocol';

/** How long a process may take to start and to open its file, in milliseconds. */
const openingLimit = 30_000;
/** How long a process may take to close its file, in milliseconds. */
const closingLimit = 1_000;

/** What Windows and the loader of shared libraries need. Everything else stays in the extension host. */
const keptVariables = ['SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** A read that made its process end: it took too long or too much memory, it was cancelled, or SQLite crashed. */
export class ReaderEnded extends Error {
  override readonly name = 'ReaderEnded';
}

interface Waiting {
  readonly rows: string[];
  readonly timer: NodeJS.Timeout;
  resolve(rows: string[]): void;
  reject(error: Error): void;
}

/**
 * A process that reads one SQLite file, so that whatever a query does, it can be killed and takes nothing from the
 * extension host. It answers one request at a time, and does not keep this process alive except while it answers.
 */
export class ReaderProcess {
  private waiting: Waiting | undefined;
  private endReason: Error | undefined;
  private readonly ended: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      const end = (error: Error): void => {
        this.endWith(error);
        resolve();
      };
      child.once('error', end);
      child.once('exit', (code, signal) => end(crashed(signal ?? `exit code ${code}`)));
    });
    child.on('message', (message) => this.receive(message as ReaderMessage));
    child.unref();
    child.channel?.unref();
  }

  /**
   * Starts a process, which opens the file read-only.
   * @throws ThothError NATIVE_BINDING, the driver's error, the system's, or ReaderEnded
   */
  static async open(file: string): Promise<ReaderProcess> {
    const child = fork(readerProgram(), [file], {
      execArgv: [`--max-old-space-size=${memoryLimits.javaScript}`],
      env: environment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const reader = new ReaderProcess(child);
    try {
      await reader.waitForAnswer(openingLimit);
      return reader;
    } catch (error) {
      reader.kill(crashed('it did not open the file'));
      throw error;
    }
  }

  get isAlive(): boolean {
    return this.endReason === undefined;
  }

  /**
   * Runs a query and returns its texts.
   * @param timeLimit in milliseconds; the process is killed after that
   * @throws the driver's error, or ReaderEnded
   */
  read(request: ReadRequest, timeLimit: number): Promise<string[]> {
    if (this.endReason) return Promise.reject(this.endReason);
    const answer = this.waitForAnswer(timeLimit);
    this.child.send(request, (error) => {
      if (error) this.kill(error);
    });
    return answer;
  }

  /** Ends the process at once. A waiting read fails with the error. */
  kill(reason: Error): void {
    this.endWith(reason);
    this.child.kill('SIGKILL');
  }

  /** Lets the process close its file, and waits for its end. */
  async close(reason: Error): Promise<void> {
    if (!this.isAlive) return this.ended;
    this.endWith(reason);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), closingLimit);
    if (this.child.connected) this.child.disconnect();
    await this.ended;
    clearTimeout(timer);
  }

  private waitForAnswer(timeLimit: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.kill(tookTooLong(timeLimit)), timeLimit);
      this.waiting = { rows: [], timer, resolve, reject };
    });
  }

  private receive(message: ReaderMessage): void {
    switch (message.type) {
      case 'rows':
        for (const row of message.rows) this.waiting?.rows.push(row);
        return;
      case 'opened':
      case 'done':
        return this.settle(({ rows, resolve }) => resolve(rows));
      case 'failed':
        return this.settle(({ reject }) => reject(errorOf(message.error)));
      case 'exhausted':
        return this.kill(tookTooMuchMemory());
    }
  }

  private endWith(reason: Error): void {
    this.endReason ??= reason;
    this.settle(({ reject }) => reject(reason));
  }

  private settle(how: (waiting: Waiting) => void): void {
    const { waiting } = this;
    if (!waiting) return;
    this.waiting = undefined;
    clearTimeout(waiting.timer);
    how(waiting);
  }
}

function environment(): NodeJS.ProcessEnv {
  const kept = keptVariables.filter((name) => process.env[name] !== undefined);
  return { ELECTRON_RUN_AS_NODE: '1', ...Object.fromEntries(kept.map((name) => [name, process.env[name]])) };
}

function errorOf({ code, message }: ReaderError): Error {
  return code === 'NATIVE_BINDING' ? new ThothError(code, message) : Object.assign(new Error(message), { code });
}

function tookTooLong(milliseconds: number): ReaderEnded {
  return new ReaderEnded(`reading it took longer than ${milliseconds / 1000} s`);
}

function tookTooMuchMemory(): ReaderEnded {
  return new ReaderEnded(`reading it took more than ${memoryLimits.process} MB of memory`);
}

function crashed(how: string): ReaderEnded {
  return new ReaderEnded(`SQLite took too much memory or crashed (${how})`);
}
