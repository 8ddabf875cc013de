import { build, type Plugin } from 'esbuild';
import { join } from 'node:path';
import { projectRoot } from './paths';

/** The native binding, drivers that few programs need, and what packages ask for by name and do without. */
const external = [
  ...['sqlite3', 'pg', 'mysql2', 'ssh2'],
  ...['pg-hstore', 'pg-native', 'mariadb', 'tedious', 'oracledb', 'snowflake-sdk', 'ibm_db'],
];

/** What a bundled program needs to find its packages: it is outside of the project. */
export const bundleEnvironment = { NODE_PATH: join(projectRoot, 'node_modules') };

/** Bundles a program that tests run in processes of their own: it starts in a fraction of the time so. */
export async function bundleProgram(entryPoint: string, outfile: string, plugins: Plugin[] = []): Promise<void> {
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external,
    plugins,
    // `import()` of a package becomes `require`, which uses NODE_PATH
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  });
}
