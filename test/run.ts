// npm test: every check and every suite, in lanes beside each other; the last line has the counts of all of them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './host/paths';
import { runAsProcess } from './lanes/asProcess';
import { runLanes, type Lane } from './lanes/lanes';
import type { Step } from './lanes/step';

const coverageFolder = join(projectRoot, 'coverage');

/** @param ignored the test files of another step */
function unitTests(title: string, ignored: string, ...options: readonly string[]): Step {
  return {
    title,
    script: ['test:unit', '--', '--ignore', ignored, ...options],
    kind: 'suite',
    environment: { NODE_V8_COVERAGE: join(coverageFolder, 'tmp') },
  };
}

function suite(title: string, script: string, environment: Step['environment'] = {}): Step {
  return { title, script: [script], kind: 'suite', environment };
}

function check(title: string, script: string): Step {
  return { title, script: [script], kind: 'check' };
}

/**
 * Two lanes, since more would only wait for each other on two processors: most tests ask a server or another process and
 * wait for its answer, and each such turn costs more the more processes there are. Steps that build or use `dist/` share
 * a lane.
 */
const lanes: readonly Lane[] = [
  [
    suite('Tests in VS Code', 'test:integration', { THOTH_TEST_GREP: '^(?!The activation)' }),
    suite('Tests by clicking', 'test:browser'),
    suite('Tests of the package', 'test:package'),
    check('Lint', 'lint'),
    check('Types', 'check-types'),
    unitTests('Other unit tests', 'test/unit/catalog/**', '--require', 'tsx', '--require', 'test/loadCore.ts'),
  ],
  [suite('Tests by breaking things', 'test:faults'), unitTests('Unit tests of the catalog', 'test/unit/!(catalog)/**')],
];

/** What measures times and memory runs alone; what judges all the unit tests runs after them. */
const alone: Lane = [
  suite('Bounds of time and memory', 'test:bounds'),
  suite('The activation in VS Code', 'test:integration', { THOTH_TEST_GREP: '^The activation' }),
  check('Coverage', 'check-coverage'),
];

runAsProcess(async (signal) => {
  rmSync(coverageFolder, { recursive: true, force: true });
  return [...(await runLanes(lanes, signal)), ...(await runLanes([alone], signal))];
});
