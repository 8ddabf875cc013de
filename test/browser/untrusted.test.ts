import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench } from '../host/browser';
import { printedInHost } from '../host/hostPrint';
import { projectRoot } from '../host/paths';
import { makeSample } from '../host/sampleFolder';
import { freePort } from '../unit/support/freePort';

describe('In a window with workspace trust', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thoth-untrusted-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('the settings of an untrusted folder do not change where Thoth sends data', async function () {
    this.timeout(180_000);
    const port = await freePort();
    await mkdir(join(folder, '.vscode'));
    const settings = {
      'thoth.projectDatabase': join(folder, 'elsewhere.sqlite'),
      'thoth.comments.provider': 'openai',
      'thoth.comments.baseUrl': `http://127.0.0.1:${port}/v1`,
      'thoth.comments.model': 'any',
      'thoth.comments.sampleRows': 100,
      'thoth.comments.personalValues': true,
      'thoth.comments.concurrency': 3,
    };
    await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    const sample = await makeSample();
    const printed: string[] = [];
    const workbench = await openWorkbench({
      folder,
      workspaceTrust: true,
      extensionDevelopmentPath: [projectRoot],
      // what runs there: test/untrusted
      extensionTestsPath: join(projectRoot, 'dist/test/untrusted'),
      environment: {
        THOTH_UNTRUSTED_PORT: String(port),
        THOTH_SAMPLE_DATABASE: sample.database,
        // the counts are those of this process
        THOTH_TEST_COUNTS: undefined,
      },
      onConsole: (line) => {
        const text = printedInHost(line);
        if (text !== undefined) printed.push(text);
      },
    });
    try {
      assert.equal(await workbench.exitCode, 0, printed.join('\n'));
    } finally {
      await workbench.dispose();
    }
    assert.match(printed.join('\n'), /3 passing/);
  });
});
