import assert from 'node:assert/strict';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { roundsOf } from '../rounds';
import { startChild, type Child } from './support/children';
import { useSuiteFolder } from './support/folder';
import { damageOf } from './support/projectFile';
import { savedLines } from './support/savedLog';
import { copyTemplate, type Template, writeTemplate } from './support/template';

const contestants = 8;
const rounds = Math.ceil(roundsOf('contest') / 40);

describe('processes that start the same task at the same moment', () => {
  const folder = useSuiteFolder();
  let template: Template;
  let file: string;
  let catalog: Catalog;
  let children: readonly Child[];

  before(async () => {
    template = await writeTemplate(folder.path, 5, false);
    file = await copyTemplate(template, folder.file('contest'));
    const orders = { file, sqlDbId: template.sqlDbId };
    children = await Promise.all(Array.from({ length: contestants }, () => startChild('contest', orders)));
    for (const child of children) await child.next('ready');
    catalog = await openProjectDatabase({ file });
  });
  after(async () => {
    for (const child of children) child.signal('SIGKILL');
    await catalog.close();
  });

  it(`are ${contestants}: one runs it, the others get an error with the holder, its start and the task id: ${rounds} times`, async () => {
    const owner = { type: 'sqlDb', id: template.sqlDbId } as const;
    for (let round = 1; round <= rounds; round++) {
      const from = children.map(({ reports }) => reports.length);
      for (const child of children) child.order(`${Date.now() + 20}`);
      const answers = await Promise.all(
        children.map((child, index) =>
          Promise.race([child.next('claimed', from[index]), child.next('refused', from[index])]),
        ),
      );
      const winner = children.find((_, index) => answers[index]?.type === 'claimed');
      const refusals = answers.filter((answer) => answer.type === 'refused');
      assert.ok(winner, 'one was let');
      assert.equal(refusals.length, contestants - 1);
      const runs = await catalog.runs.listLast(owner, 'dbElements', rounds);
      assert.equal(runs.length, round, 'there is one new run');
      const [run] = runs;
      assert.ok(run);
      assert.equal(run.processId, winner.processId);
      for (const { code, message, taskId } of refusals) {
        assert.equal(code, 'ALREADY_RUNNING');
        assert.equal(taskId, run.taskId);
        const holder = `"shop" is running already: process ${winner.processId} on ${run.host} started it `;
        assert.match(message.slice(message.indexOf(holder) + holder.length), /^\d+s ago\./, message);
      }
      winner.order('go on');
      const { result } = await winner.next('result', from[children.indexOf(winner)]);
      assert.equal(result.status, 'COMPLETED');
      assert.match((await savedLines(catalog, run.taskId)).at(-1) ?? '', /Completed: 5 successful, 0 failed/);
    }
    for (const child of children) child.order('leave');
    await Promise.all(children.map(({ ended }) => ended));
    assert.deepEqual(
      children.map(({ end }) => end),
      children.map(() => 0),
    );
    assert.deepEqual(await damageOf(file), []);
  });
});
