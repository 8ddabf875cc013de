// Builds dist/: the extension with its large packages and the SQLite binding beside it, and the code that tests run inside a VS Code.
//   node esbuild.js [--production] [--watch]
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Optional packages that others look for by name; Sequelize gets the drivers from Thoth. */
const optionalPackages = [
  ...['sqlite3', 'pg', 'pg-hstore', 'pg-native', 'mysql2', 'mariadb', 'tedious', 'oracledb', 'snowflake-sdk', 'ibm_db'],
  ...['cpu-features', '*/sshcrypto.node', 'pg-cloudflare'],
];

const shared = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
};

/**
 * Bundled as separate files and loaded when first needed, since reading them takes ten times as long as activation may.
 */
const largePackages = [
  ...['sequelize', 'lodash', 'moment-timezone', 'semver', 'validator', 'wkx'],
  ...['umzug', 'zod', 'pg', 'mysql2', 'ssh2', 'openai', 'cockatiel'],
];

const shipped = { ...shared, minify: production, keepNames: true, sourcemap: production ? false : 'linked' };

/** @type {import('esbuild').BuildOptions} */
const extension = {
  ...shipped,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  external: ['vscode'],
  // Node finds the names that a bundled package exports by require() only
  supported: { 'dynamic-import': false },
  plugins: [largePackagesBesideTheBundle(), sqliteBindingBesideTheBundle()],
};

/** @type {import('esbuild').BuildOptions} */
const packages = {
  ...shipped,
  entryPoints: largePackages,
  outdir: 'dist',
  external: optionalPackages,
  plugins: [largePackagesBesideTheBundle(), withoutDeadWeight()],
};

/** @type {import('esbuild').BuildOptions} The process that reads SQLite files. */
const sqliteReader = {
  ...shipped,
  entryPoints: ['src/sqliteReader/main.ts'],
  outfile: 'dist/sqliteReader.js',
  plugins: [sqliteBindingBesideTheBundle()],
};

function largePackagesBesideTheBundle() {
  return {
    name: 'large-packages-beside-the-bundle',
    setup(build) {
      const filter = new RegExp(`^(${largePackages.join('|')})$`);
      build.onResolve({ filter }, ({ path: name, kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${name}.js`, external: true },
      );
    },
  };
}

/** Leaves out parts of large packages that Thoth never uses: time zones, a command line, messages in 50 languages. */
function withoutDeadWeight() {
  const replacements = [
    [
      /moment-timezone[\\/]data[\\/]packed[\\/]latest\.json$/,
      'module.exports = { version: "none", zones: [], links: [], countries: [] };',
    ],
    [/umzug[\\/]lib[\\/]cli\.js$/, 'module.exports = {};'],
    [/zod[\\/]v4[\\/]locales[\\/]index\.js$/, 'export { default as en } from "./en.js";'],
  ];
  return {
    name: 'without-dead-weight',
    setup(build) {
      for (const [filter, contents] of replacements) {
        build.onLoad({ filter }, (file) => ({ contents, loader: 'js', resolveDir: path.dirname(file.path) }));
      }
    },
  };
}

/** Test code loads packages from node_modules, so that mocha and sqlite3 are the installed ones. */
const insideVsCode = {
  ...shared,
  packages: 'external',
  sourcemap: 'inline',
  outbase: 'test',
  outdir: 'dist/test',
};

/**
 * `sqlite3` looks for its binding through the package `bindings`, which searches folders that a bundle does not have.
 */
function sqliteBindingBesideTheBundle() {
  const binding = './node_sqlite3.node';
  return {
    name: 'sqlite-binding-beside-the-bundle',
    setup(build) {
      build.onResolve({ filter: /^bindings$/ }, () => ({ path: 'bindings', namespace: 'sqlite-binding' }));
      build.onResolve({ filter: /node_sqlite3\.node$/ }, () => ({ path: binding, external: true }));
      build.onLoad({ filter: /.*/, namespace: 'sqlite-binding' }, () => ({
        contents: `module.exports = () => require(${JSON.stringify(binding)});`,
      }));
      build.onEnd(copyBinding);
    },
  };
}

/** Replaces the file instead of overwriting it, since a running VS Code may have it mapped into its memory. */
function copyBinding() {
  fs.copyFileSync('node_modules/sqlite3/build/Release/node_sqlite3.node', 'dist/node_sqlite3.node.new');
  fs.renameSync('dist/node_sqlite3.node.new', 'dist/node_sqlite3.node');
}

function testEntryPoints() {
  const suites = ['test/integration', 'test/package', 'test/untrusted'];
  const tests = suites
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file)))
    .filter((file) => file.endsWith('.test.ts'));
  const indexes = suites.map((folder) => path.join(folder, 'index.ts'));
  return ['test/host/mainJob.ts', ...indexes, path.join(modelProvider, 'extension.ts'), ...tests];
}

/** An extension for the tests, which offers language models to the editor. */
const modelProvider = 'test/integration/modelProvider';

/** An extension is a folder with a manifest. */
function copyManifest(folder) {
  fs.mkdirSync(path.join('dist', folder), { recursive: true });
  fs.copyFileSync(path.join(folder, 'package.json'), path.join('dist', folder, 'package.json'));
}

async function main() {
  const builds = production
    ? [extension, sqliteReader, packages]
    : [extension, sqliteReader, packages, { ...insideVsCode, entryPoints: testEntryPoints() }];
  const shippedNames = ['extension', 'sqliteReader', ...largePackages];
  for (const stale of production ? shippedNames.flatMap((name) => [`${name}.js`, `${name}.js.map`]) : ['test']) {
    fs.rmSync(path.join('dist', stale), { recursive: true, force: true });
  }
  if (!production) copyManifest(modelProvider);
  if (!watch) {
    await Promise.all(builds.map((options) => esbuild.build(options)));
    return;
  }
  const contexts = await Promise.all(builds.map((options) => esbuild.context({ ...options, logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
}

main().catch((error) => {
  if (!Array.isArray(error.errors)) console.error(error);
  process.exitCode = 1;
});
