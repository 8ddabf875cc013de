import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import type { Locator, Page } from 'playwright-core';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { savedLines } from '../faults/support/savedLog';
import { addSource, writeSource } from '../faults/support/template';
import { extensionHosts } from '../host/extensionHosts';
import { DatabaseView } from './support/databaseView';
import { eventually } from './support/eventually';
import type { InstalledThoth } from './support/installedThoth';
import { messages, textOf } from './support/notifications';
import { useThothWithModel } from './support/thothWithModel';

describe('Two windows on the same folder', function () {
  this.timeout(180_000);
  const suite = useThothWithModel();
  let catalog: Catalog;
  let thoth: InstalledThoth;
  let first: DatabaseView;
  let second: DatabaseView;
  let answer: () => void;

  before(async () => {
    const { atTheEnd, model, projectFile: file } = suite;
    const source = suite.folder.file('shop.sqlite');
    const allowed = new Promise<void>((resolve) => (answer = resolve));
    model.always({ kind: 'good', after: () => allowed });
    await writeSource(source, 12);
    catalog = await openProjectDatabase({ file });
    atTheEnd(() => catalog.close());
    await addSource(catalog, 'shop', source, true);
    ({ thoth, view: first } = await suite.open());
    second = new DatabaseView(await thoth.openAnother());
    suite.picturesOf(second.page);
    await second.open();
  });

  it('have an extension host each', async () => {
    await eventually('two extension hosts', async () => (await extensionHosts(thoth.serverProcessId)).length === 2);
  });

  it('run the same task once: the other window shows who runs it, and since when', async () => {
    // after the other window has seen the run, it has no button to start another
    await second.press('shop', 'tableComments');
    await second.question.waitFor();
    await first.start('shop', 'tableComments');
    await suite.model.received(1);
    await second.consent();
    const message = messages(second.page).first();
    await message.waitFor();
    const runs = await catalog.runs.listRunning();
    assert.equal(runs.length, 1);
    const text = await textOf(message);
    const holder = `"Table comments" of "shop" is running already: process ${runs[0]?.processId} on ${hostname()} started it `;
    assert.ok(text.startsWith(holder), text);
    assert.match(text.slice(holder.length), /^(\d+m )?\d+s ago\. Wait for it to end, cancel it, or look at its log\.$/);
    assert.equal(await messages(second.page).count(), 1);
    assert.equal(await messages(first.page).count(), 0);
  });

  it('show the log of the running task in both: the other opens it from the message, and follows it', async () => {
    const { page } = second;
    await messages(page).getByRole('button', { name: 'Show Log' }).click();
    await page.locator('.tab', { hasText: 'shop – Table comments' }).waitFor();
    await lineOf(page, 'Step 1: ').waitFor();
    answer();
    await lineOf(page, 'Completed: 12 successful, 0 failed').waitFor();
  });

  it('have run it once, with one log', async () => {
    const runs = await catalog.runs.listLast({ type: 'sqlDb', id: 1 }, 'tableComments', 10);
    assert.deepEqual(
      runs.map(({ status, processed }) => [status, processed]),
      [['COMPLETED', 12]],
    );
    const lines = await savedLines(catalog, runs[0]?.taskId ?? '');
    assert.equal(lines.filter((line) => line.includes('Step 1: ')).length, 1);
  });

  /** A line of the open document; the editor draws spaces as no-break spaces. */
  function lineOf(page: Page, text: string): Locator {
    return page.locator('.editor-instance .view-line', { hasText: new RegExp(text.replaceAll(' ', '\\s')) });
  }
});
