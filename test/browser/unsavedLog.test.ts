import assert from 'node:assert/strict';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { addSource, writeSource } from '../faults/support/template';
import { extensionHosts } from '../host/extensionHosts';
import type { DatabaseView } from './support/databaseView';
import { eventually } from './support/eventually';
import type { InstalledThoth } from './support/installedThoth';
import { buttonsOf, messages, textOf } from './support/notifications';
import { messageOfLine, OutputFile } from './support/outputFile';
import { useThothWithModel } from './support/thothWithModel';

describe('When the project database is deleted during a run', function () {
  this.timeout(180_000);
  const suite = useThothWithModel();
  let file: string;
  let thoth: InstalledThoth;
  let view: DatabaseView;
  let output: OutputFile;

  before(async () => {
    const { folder } = suite;
    file = suite.projectFile;
    suite.model.always({ kind: 'good', after: () => wait(200) });
    await writeSource(folder.file('shop.sqlite'), 60);
    const catalog = await openProjectDatabase({ file });
    await addSource(catalog, 'shop', folder.file('shop.sqlite'), true);
    await catalog.close();
    ({ thoth, view } = await suite.open());
    const [host = 0] = await extensionHosts(thoth.serverProcessId);
    output = await OutputFile.of(host);
  });

  const said = async (): Promise<readonly string[]> =>
    (await output.linesOf('shop · Column comments')).map(({ text }) => text);

  it('one message says that the end and the log could not be saved, and why', async () => {
    await view.start('shop', 'columnComments');
    await eventually('some comments are written', async () =>
      (await said()).some((text) => /^Comment written/.test(text)),
    );
    for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`);
    const message = messages(view.page).first();
    await message.waitFor({ timeout: 60_000 });
    const text = await textOf(message);
    assert.match(text, /^“Column comments” of “shop” has ended, but that and the rest of its log could not be saved\./);
    assert.match(
      text,
      new RegExp(`The project database "${file}" was deleted while it was in use: .*Put it back, or choose another`),
    );
    assert.deepEqual(await buttonsOf(message), ['Save Log As…', 'Choose Another Place…']);
  });

  it('the view shows that the run has ended, and no second message comes', async () => {
    await (await view.task('shop', 'columnComments', /failed · not saved/)).waitFor({ timeout: 10_000 });
    await eventually(
      'the database is not shown as running',
      async () => !(await view.sqlDb('shop').innerText()).includes('running'),
    );
    assert.equal(await messages(view.page).count(), 1);
  });

  it('the view shows the reason as long as nothing can be saved', async () => {
    await view.message
      .filter({ hasText: /was deleted while it was in use: nothing more can be saved into it/ })
      .waitFor({ timeout: 15_000 });
  });

  it('a button of the message saves every record of the run to a file', async () => {
    const { page } = view;
    const target = join(thoth.folder, 'rescued.log');
    await messages(page).getByRole('button', { name: 'Save Log As…' }).click();
    const input = page.locator('.quick-input-widget input[type="text"]');
    // what is typed before that is replaced by it
    await eventually('a name is suggested', async () => (await input.inputValue()).includes('Column comments'));
    await input.fill(target);
    await page.keyboard.press('Enter');
    await eventually('the log is saved', () =>
      stat(target).then(
        ({ size }) => size > 0,
        () => false,
      ),
    );
    const lines = (await readFile(target, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(lines.map(messageOfLine), await said());
    assert.match(lines.at(-2) ?? '', /Error: The project database .* was deleted/);
    assert.match(lines.at(-1) ?? '', /Completed: \d+ successful, 0 failed/);
    assert.equal(await messages(page).count(), 0);
  });

  it('a refresh creates a new project database in the same place', async () => {
    await view.refresh();
    await view.message.waitFor({ state: 'hidden', timeout: 15_000 });
    await eventually(
      'the view is empty',
      async () => (await view.page.locator('.pane-body .monaco-list-row').count()) === 0,
    );
    await view.page.locator('.welcome-view', { hasText: 'Add' }).waitFor();
  });
});
