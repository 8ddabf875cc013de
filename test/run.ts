// npm test: every check and every suite, in lanes beside each other; the last line has the counts of all of them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './host/paths';
import { runAsProcess } from './lanes/asProcess';
import { runLanes, type Lane } from './lanes/lanes';
import type { Step } from './lanes/step';

const coverageFolder = join(projectRoot, 'coverage');

function unitTests(title: string, ...mochaOptions: readonly string[]): Step {
  return {
    title,
    script: ['test:unit', '--', '--require', 'test/loadCore.ts', ...mochaOptions],
    kind: 'suite',
    environment: { NODE_V8_COVERAGE: join(coverageFolder, 'tmp') },
  };
}

function suite(title: string, ...script: readonly string[]): Step {
  return { title, script, kind: 'suite' };
}

function check(title: string, ...script: readonly string[]): Step {
  return { title, script, kind: 'check' };
}

/** The suites on a server have its name in their titles. */
const onServers = 'PostgreSQL|MariaDB';

/** What may run at the same time. The suites in VS Code share `dist/`, so they are one lane; they wait more than they compute. */
const lanes: readonly Lane[] = [
  [
    suite('Tests in VS Code', 'test:integration'),
    suite('Tests by clicking', 'test:browser'),
    suite('Tests of the package', 'test:package'),
  ],
  [
    unitTests('Unit tests on servers', '--grep', onServers),
    unitTests('Unit tests', '--grep', onServers, '--invert'),
    check('Coverage', 'check-coverage'),
    check('Types', 'check-types'),
    check('Lint', 'lint'),
  ],
  [suite('Tests by breaking things', 'test:faults')],
];

/** What measures times and memory runs alone. */
const alone: Lane = [suite('Bounds of time and memory', 'test:bounds')];

runAsProcess(async (signal) => {
  rmSync(coverageFolder, { recursive: true, force: true });
  return [...(await runLanes(lanes, signal)), ...(await runLanes([alone], signal))];
});
