import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openWorkbench, type Workbench } from '../host/browser';
import { projectRoot } from '../host/paths';
import { showThoth } from './support/databaseView';
import { useFailurePictures } from './support/failurePictures';

describe('A person with a mouse', () => {
  let workbench: Workbench;
  let page: Page;
  let folder: string;
  const showOnFailure = useFailurePictures();

  const line = (text: string | RegExp): Locator =>
    page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  /** Opens or closes a line of the tree by its arrow. */
  const toggle = (row: Locator): Promise<void> => row.locator('.monaco-tl-twistie').click();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thoth-folder-'));
    workbench = await openWorkbench({ folder, extensionDevelopmentPath: [projectRoot] });
    page = workbench.page;
    showOnFailure(page);
  });

  after(async () => {
    await workbench.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('is welcomed by the empty view', async () => {
    await page.locator('.activitybar [aria-label="Thoth"]').first().click();
    await page.locator('.welcome-view-content').getByText('Add Database…').waitFor();
    assert.match(await page.locator('.welcome-view-content').innerText(), /keeps a record of everything it did/);
  });

  it('opens the sample', async () => {
    await page.locator('.welcome-view-content').getByText('Open the Sample').click();
    await line('Library').waitFor();
    assert.equal(await page.locator('.welcome-view-content').getByText('Open the Sample').isVisible(), false);
  });

  it('creates its elements', async () => {
    await line('Library').hover();
    await line('Library').locator('.actions [aria-label="Create Database Elements"]').click();
    await line(/Database elements.*completed/).waitFor();
  });

  it('finds the tables, and the columns of one', async () => {
    const tables = line(/^Tables/);
    assert.match(await tables.innerText(), /25/);
    await toggle(tables);
    await toggle(line(/^loan/));
    await line(/^due_on|^due_date|^member_id/).waitFor();
  });

  it('opens the log of the run', async () => {
    await toggle(line(/Database elements.*completed/));
    await page.locator('.pane-body .monaco-list-row[aria-level="3"]', { hasText: /\d:\d\d/ }).click();
    await page.locator('.tab', { hasText: 'Library – Database elements' }).waitFor();
    await page.locator('.editor-instance .view-line', { hasText: 'Step' }).first().click();
    await page.keyboard.press('Control+End');
    const lastLine = page.locator('.editor-instance .view-line', { hasText: 'Completed:' });
    // the editor draws spaces as no-break spaces
    const text = (await lastLine.innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] Completed: 25 successful, 0 failed, Total time: \d+s$/);
  });

  it('finds the run and its log again after a reload', async () => {
    await page.reload();
    await showThoth(page);
    const task = line(/Database elements.*completed/);
    await task.waitFor({ timeout: 60_000 });
    assert.match(await line(/^Tables/).innerText(), /25/);
    await task.hover();
    await task.locator('.actions [aria-label="Show Task Log"]').click();
    await page.locator('.editor-instance .view-line', { hasText: /Tables.created:.25/ }).waitFor();
  });
});
