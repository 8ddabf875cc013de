import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bundleEnvironment, bundleProgram } from '../../host/bundle';
import { bundleSqliteReader } from '../../host/sqliteReader';
import type { Programs } from '../children/programs';
import { reportChannel, type Report } from './report';

type Name = keyof Programs;
type Input<Program extends Name> = Parameters<Programs[Program]>[0];
type Result<Program extends Name> = Awaited<ReturnType<Programs[Program]>>;

export interface ChildOptions {
  /** The command that starts it, with its arguments; the program and its arguments follow. */
  readonly through?: readonly string[];
}

/** Starts one of the programs in a process of its own. */
export async function startChild<Program extends Name>(
  name: Program,
  input: Input<Program>,
  { through = [] }: ChildOptions = {},
): Promise<Child<Result<Program>>> {
  const bundle = await bundledPrograms();
  const [command = '', ...args] = [...through, process.execPath, bundle, name, JSON.stringify(input)];
  const started = spawn(command, args, {
    env: { ...process.env, ...bundleEnvironment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  return new Child(started);
}

/** Runs one of the programs in a process of its own to its end. @returns what it returned @throws when it ended otherwise */
export async function runChild<Program extends Name>(
  name: Program,
  input: Input<Program>,
  options?: ChildOptions,
): Promise<Result<Program>> {
  return (await startChild(name, input, options)).result();
}

/** A child process that runs a program, and reports what it does. */
export class Child<Returned = unknown> {
  /** Everything it has reported, in order. */
  readonly reports: Report[] = [];
  /** Resolves when it has ended and all its reports are here. */
  readonly ended: Promise<void>;
  private readonly listeners = new Set<() => void>();
  private output = '';
  private code: number | NodeJS.Signals | undefined;

  constructor(private readonly started: ChildProcess) {
    const [, stdout, stderr] = started.stdio as readonly Readable[];
    for (const stream of [stdout, stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    createInterface({ input: started.stdio[reportChannel] as Readable }).on('line', (line) => {
      this.reports.push(JSON.parse(line) as Report);
      this.notify();
    });
    this.ended = new Promise((done, failed) => {
      started.on('error', failed);
      started.on('close', (code, signal) => {
        this.code = code ?? signal ?? undefined;
        this.notify();
        done();
      });
    });
  }

  get processId(): number {
    return this.started.pid ?? 0;
  }

  /** How it ended: its exit code or the signal; undefined while it lives. */
  get end(): number | NodeJS.Signals | undefined {
    return this.code;
  }

  /** What the program returned, when it has ended. @throws when it ended otherwise */
  async result(): Promise<Returned> {
    await this.ended;
    const [returned] = this.all('returned');
    if (this.code !== 0 || !returned) throw new Error(`The child did not return (${this.code}): ${this.output}`);
    return returned.value as Returned;
  }

  /** The first report of a type from a place in `reports` on, as soon as it is there. @throws when the child ends without it */
  async next<Type extends Report['type']>(type: Type, from = 0): Promise<Extract<Report, { type: Type }>> {
    const find = (): Report | undefined => this.reports.slice(from).find((report) => report.type === type);
    await this.until(() => find() !== undefined);
    return find() as Extract<Report, { type: Type }>;
  }

  /** Waits until its reports fulfil a condition. @throws when it ends before */
  until(condition: () => boolean): Promise<void> {
    return new Promise((met, failed) => {
      const look = (): void => {
        if (condition()) met();
        else if (this.code !== undefined) failed(new Error(`The child ended too early (${this.code}): ${this.output}`));
        else return;
        this.listeners.delete(look);
      };
      this.listeners.add(look);
      look();
    });
  }

  all<Type extends Report['type']>(type: Type): readonly Extract<Report, { type: Type }>[] {
    return this.reports.filter((one): one is Extract<Report, { type: Type }> => one.type === type);
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.started.kill(signal);
  }

  /** Sends an order to a child that waits for one. */
  order(message: string): void {
    this.started.send(message);
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

let bundling: Promise<string> | undefined;

/** Bundles the programs once for the whole suite, since bundled programs start much faster. */
function bundledPrograms(): Promise<string> {
  bundling ??= bundlePrograms();
  return bundling;
}

async function bundlePrograms(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-faults-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'main.cjs');
  await Promise.all([bundleProgram(join(__dirname, '../children/main.ts'), outfile), bundleSqliteReader(folder)]);
  return outfile;
}
