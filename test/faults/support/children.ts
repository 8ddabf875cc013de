import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { Orders } from './child';
import type { Report } from './report';

const projectFolder = resolve(__dirname, '../../..');
let bundling: Promise<string> | undefined;

/** Bundles what the children run, once for the whole suite: they start in a fraction of the time so. */
function bundledChild(): Promise<string> {
  bundling ??= bundle();
  return bundling;
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-faults-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'child.cjs');
  await build({
    entryPoints: [join(__dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // the native binding, and what packages can do without
    external: ['sqlite3', 'pg-hstore', 'mariadb', 'tedious', 'oracledb', 'snowflake-sdk', 'ibm_db', 'pg-native', 'pg', 'mysql2', 'ssh2'],
    // `import()` of a package becomes `require`, which heeds NODE_PATH
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  });
  return outfile;
}

/** A process of its own that does what it was ordered, and tells what happens there. */
export class Child {
  /** Everything it has told, in order. */
  readonly reports: Report[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly errors: string[] = [];
  private code: number | NodeJS.Signals | undefined;
  /** Resolves when it has ended, and all that it told is here. */
  readonly ended: Promise<void>;

  private constructor(private readonly started: ChildProcess) {
    const { stdout, stderr } = started;
    if (!stdout || !stderr) throw new Error('The child has no output.');
    createInterface({ input: stdout }).on('line', (line) => {
      this.reports.push(JSON.parse(line) as Report);
      this.tell();
    });
    stderr.on('data', (data: Buffer) => this.errors.push(data.toString()));
    this.ended = new Promise((done) => {
      started.on('close', (code, signal) => {
        this.code = code ?? signal ?? undefined;
        this.tell();
        done();
      });
    });
  }

  static async start(orders: Orders): Promise<Child> {
    const child = fork(await bundledChild(), [JSON.stringify(orders)], {
      // the bundle lies outside the project, and finds the native binding so
      env: { ...process.env, NODE_PATH: join(projectFolder, 'node_modules') },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new Child(child);
  }

  get processId(): number {
    return this.started.pid ?? 0;
  }

  /** How it ended: its exit code or the signal; undefined while it lives. */
  get end(): number | NodeJS.Signals | undefined {
    return this.code;
  }

  /** The first report of a type, as soon as it is there. @throws when the child ends without it */
  next<Type extends Report['type']>(type: Type, from = 0): Promise<Extract<Report, { type: Type }>> {
    return new Promise((found, failed) => {
      const look = (): void => {
        const one = this.reports.slice(from).find((candidate) => candidate.type === type);
        if (one) found(one as Extract<Report, { type: Type }>);
        else if (this.code !== undefined) failed(new Error(`The child ended (${this.code}) without "${type}": ${this.errors.join('')}`));
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

  /** Lets it go on where it waits for its parent. */
  order(message: string): void {
    this.started.send(message);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
