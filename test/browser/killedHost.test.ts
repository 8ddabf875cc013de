import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Catalog } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import {
  checkAcknowledged,
  checkEndedAsDead,
  checkNextRun,
  checkSaved,
  doneItems,
  type KilledRun,
} from '../faults/support/aftermath';
import { damageOf } from '../faults/support/projectFile';
import { Random } from '../faults/support/random';
import { savedLines } from '../faults/support/savedLog';
import { addSource, writeSource } from '../faults/support/template';
import type { DatabaseView } from './support/databaseView';
import { HostKiller, type Kill, type Target } from './support/hostKiller';
import type { InstalledThoth } from './support/installedThoth';
import { messageOfLine } from './support/outputFile';
import { useThothWithModel } from './support/thothWithModel';

const manyTables = 10_000;
const fewTables = 60;
/** How long a call of the model takes while hosts are killed, in milliseconds. */
const callMilliseconds = 250;
/** A run is dead after 30 s without a heartbeat, and the view is updated every 5 s. */
const shownAsDeadWithin = 36_000;

const random = new Random('killed host');
const elements = { kind: 'dbElements', title: 'Database elements', tableCount: manyTables } as const;
const afterSomeComments = {
  tableCount: fewTables,
  after: /^Comment written/,
  milliseconds: random.between(1_500, 4_000),
};

const targets: readonly (Omit<Target, 'owner'> & { readonly when: string; readonly tableCount: number })[] = [
  { ...elements, sqlDb: 'first', when: 'after the claim', milliseconds: random.between(0, 30) },
  { ...elements, sqlDb: 'second', when: 'amid the tables', after: /^Step 1/, milliseconds: random.between(0, 200) },
  {
    ...{ ...elements, sqlDb: 'third', when: 'amid the columns', milliseconds: 0 },
    after: new RegExp(`^Processing table ${random.between(1, manyTables / 2)}/`),
  },
  {
    ...afterSomeComments,
    sqlDb: 'fourth',
    kind: 'tableComments',
    title: 'Table comments',
    when: 'amid comments on tables',
  },
  {
    ...afterSomeComments,
    sqlDb: 'fifth',
    kind: 'columnComments',
    title: 'Column comments',
    when: 'amid comments on columns',
  },
];

describe('When the extension host is killed', function () {
  this.timeout(180_000);
  const suite = useThothWithModel();
  const kills = new Map<string, { readonly run: KilledRun; readonly kill: Kill; readonly saved: readonly string[] }>();
  let catalog: Catalog;
  let thoth: InstalledThoth;
  let view: DatabaseView;

  before(async () => {
    const { atTheEnd, folder, model } = suite;
    model.always({ kind: 'good', after: () => wait(callMilliseconds) });
    await writeSource(folder.file('many.sqlite'), manyTables);
    await writeSource(folder.file('few.sqlite'), fewTables);
    catalog = await openProjectDatabase({ file: suite.projectFile });
    atTheEnd(() => catalog.close());
    for (const { kind, sqlDb } of targets) {
      const withElements = kind !== 'dbElements';
      await addSource(catalog, sqlDb, folder.file(withElements ? 'few.sqlite' : 'many.sqlite'), withElements);
    }
    ({ thoth, view } = await suite.open(targets.length));
  });

  for (const target of targets) {
    it(`${target.when}, the log of the run is saved except for at most its last second, and the host restarts`, async () => {
      const owner = { type: 'sqlDb', id: targets.indexOf(target) + 1 } as const;
      const kill = await new HostKiller(thoth, view, catalog).kill({ ...target, owner });
      const run = {
        ...kill,
        file: suite.projectFile,
        catalog,
        owner,
        kind: target.kind,
        tableCount: target.tableCount,
        facts: target.when,
      };
      const saved = await savedLines(catalog, kill.taskId);
      kills.set(target.sqlDb, { run, kill, saved });
      assert.deepEqual(await damageOf(suite.projectFile), []);
      const due = kill.said.filter(({ time }) => time < kill.killedAt - 1_000).length;
      if (target.kind !== 'dbElements') assert.ok(due > 10, `only ${due} records were old enough to be missed`);
      checkSaved(
        run,
        saved.map(messageOfLine),
        kill.said.map(({ text }) => text),
        due,
      );
    });
  }

  it('each killed run is shown as failed, with the reason in its log, within 30 seconds after the view is shown', async () => {
    for (const { kind, sqlDb } of targets) {
      const { kill, run, saved } = killOf(sqlDb);
      await (await view.task(sqlDb, kind, /failed/)).waitFor({ timeout: shownAsDeadWithin + 5_000 });
      const { endTime } = await catalog.runs.get(kill.taskId);
      assert.ok(
        (endTime ?? Infinity) - kill.lookedAt < shownAsDeadWithin,
        `${run.facts}: ${endTime} - ${kill.lookedAt}`,
      );
      await checkEndedAsDead(run, saved);
    }
  });

  for (const { kind, sqlDb, when } of targets) {
    it(`${when}, the next run does only what is missing`, async () => {
      const { model } = suite;
      const { kill, run } = killOf(sqlDb);
      model.always({ kind: 'good' });
      const askedBefore = model.requests.length;
      const done = await doneItems(run);
      checkAcknowledged(
        run,
        kill.said.map(({ text }) => text),
        done,
      );
      await view.start(sqlDb, kind, kind !== 'dbElements' && done.size > 0);
      await (await view.task(sqlDb, kind, /completed/)).waitFor({ timeout: 90_000 });
      const [next] = await catalog.runs.listLast(run.owner, kind, 1);
      const asked = model.requests
        .slice(askedBefore)
        .flatMap(({ items, table }) => items.map((item) => (kind === 'columnComments' ? `${table}.${item}` : item)));
      await checkNextRun(run, { taskId: next?.taskId ?? '', done, asked });
      assert.deepEqual(await damageOf(suite.projectFile), []);
    });
  }

  function killOf(sqlDb: string) {
    const found = kills.get(sqlDb);
    assert.ok(found, 'it was killed before');
    return found;
  }
});
