import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { openWorkbench, type Workbench } from '../host/browser';
import { projectRoot } from '../host/paths';
import { startModelServer, type ModelServer } from '../unit/comments/modelServer';

/** A folder whose settings point the project database and the comments somewhere else. */
describe('A folder with settings of its own', () => {
  let folder: string;
  let foreign: string;
  let server: ModelServer;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thoth-folder-'));
    foreign = join(folder, 'foreign.sqlite');
    server = await startModelServer();
    const settings = {
      'thoth.projectDatabase': foreign,
      'thoth.comments.provider': 'openai',
      'thoth.comments.baseUrl': server.baseUrl,
      'thoth.comments.model': 'a-model',
    };
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  });
  afterEach(async () => {
    await workbench?.dispose();
    workbench = undefined;
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const openView = async (untrusted: boolean): Promise<(text: string | RegExp) => Locator> => {
    workbench = await openWorkbench({ folder, untrusted, extensionDevelopmentPath: [projectRoot] });
    const { page } = workbench;
    await page.locator('.activitybar [aria-label="Thoth"]').first().click();
    await page.locator('.welcome-view-content').getByText('Open the Sample').click();
    const line = (text: string | RegExp): Locator =>
      page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
    await line('Library').waitFor();
    return line;
  };

  it('has its way where it is trusted', async () => {
    await openView(false);
    assert.equal(existsSync(foreign), true);
  });

  it('makes a window that does not trust it touch neither that file nor that server', async () => {
    const line = await openView(true);
    await line('Library').hover();
    await line('Library').locator('.actions [aria-label="Create Database Elements"]').click();
    await line(/Database elements.*completed/).waitFor();
    await line(/Table comments/).hover();
    await line(/Table comments/).locator('.actions [aria-label*="Generate Table Comments"]').click();
    await line(/Table comments.*completed/).waitFor();
    assert.equal(existsSync(foreign), false);
    assert.equal(server.requests.length, 0);
  });
});
