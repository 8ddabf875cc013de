import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../host/paths';
import { resultMark } from './resultMark';

/** What a child process came to. */
export interface ChildResult<Result> {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it returned; undefined where it came to no end. */
  readonly result: Result | undefined;
  readonly output: string;
}

export interface ChildOptions {
  /** The command that starts it, with its arguments; the program and its arguments follow. */
  readonly through?: readonly string[];
  readonly nodeOptions?: readonly string[];
}

/** Bundles the programs in `children/` before the suite, as the product is bundled, for `runChild` to run. */
export function useChildren(): { run<Result>(name: string, input: object, options?: ChildOptions): Promise<ChildResult<Result>> } {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-faults-'));
  before(async function () {
    this.timeout(30_000);
    await build({
      entryPoints: [join(__dirname, '../children/main.ts')],
      outfile: join(folder, 'main.cjs'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      packages: 'external',
      // `import()` of a package becomes `require`, which heeds NODE_PATH
      supported: { 'dynamic-import': false },
      logLevel: 'warning',
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    run: (name, input, options) => runChild(join(folder, 'main.cjs'), name, input, options),
  };
}

function runChild<Result>(
  program: string,
  name: string,
  input: object,
  { through = [], nodeOptions = [] }: ChildOptions = {},
): Promise<ChildResult<Result>> {
  const [command = '', ...args] = [...through, process.execPath, ...nodeOptions, program, name, JSON.stringify(input)];
  const child = spawn(command, args, {
    // the bundle lies outside the project, and finds its packages so
    env: { ...process.env, NODE_PATH: join(projectRoot, 'node_modules') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      const line = output.split('\n').find((text) => text.startsWith(resultMark));
      const result = line === undefined ? undefined : (JSON.parse(line.slice(resultMark.length)) as Result);
      resolve({ exitCode, signal, result, output });
    });
  });
}

/**
 * Starts a program that heeds permissions: the superuser, to whom none apply, gives that power up; anybody else has none.
 */
export const heedingPermissions: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'] : [];

/**
 * Starts a program for which a folder is a small disk of its own; where the system allows no such disk, a program whose
 * files may not grow beyond that size.
 */
export function onSmallDisk(folder: string, megabytes: number): readonly string[] {
  const mount = `mount -t tmpfs -o size=${megabytes}m none "${folder}"`;
  const inNamespace = ['unshare', '--map-root-user', '--mount', 'sh', '-c'];
  const [command = '', ...args] = [...inNamespace, mount];
  if (spawnSync(command, args).status === 0) return [...inNamespace, `${mount} && exec "$@"`, 'sh'];
  return ['sh', '-c', `ulimit -f ${megabytes * 1024} && exec "$@"`, 'sh'];
}
