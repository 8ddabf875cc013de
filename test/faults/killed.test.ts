import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { TaskOwner } from '../../src/model/runs';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { roundsOf } from '../rounds';
import { ScriptedGenerator } from '../unit/support/generator';
import {
  checkAcknowledged,
  checkEndedAsDead,
  checkLogField,
  checkNextRun,
  checkSaved,
  doneItems,
  type DoneItems,
  type KilledRun,
} from './support/aftermath';
import { startChild, type Child } from './support/children';
import { laterClock } from './support/clocks';
import { useSuiteFolder } from './support/folder';
import { inLanes } from './support/lanes';
import { windowOn } from './support/project';
import { damageOf } from './support/projectFile';
import { Random } from './support/random';
import { linesBefore } from './support/report';
import { savedLines } from './support/savedLog';
import { copyTemplate, writeTemplate, type Template } from './support/template';
import type { Moment, TaskOrders } from './children/task';

const rounds = roundsOf('kill');
const lanes = 4;
/** How long a call takes, in milliseconds; with slow calls, the log is mostly saved because of its age. */
const calls = { quick: 40, slow: 300 } as const;

/** How a child is killed: by itself at a moment, or by the test after some milliseconds. */
type Kill = { readonly moment: Moment } | { readonly calls: keyof typeof calls; readonly after: number };

describe('a process that is killed while it runs a task', () => {
  const folder = useSuiteFolder();
  let templates: { readonly elements: readonly Template[]; readonly comments: Template };

  before(async () => {
    const comments = await writeTemplate(folder.path, 40, true);
    const elements = [await writeTemplate(folder.path, 150, false), await writeTemplate(folder.path, 1_500, false)];
    templates = { elements, comments };
  });

  it(`leaves an undamaged project database, all that it had logged, and a task that can continue: ${rounds} times`, async function () {
    this.timeout(600_000);
    const hits = { running: 0, ended: 0, checkedLines: 0 };
    await inLanes(lanes, rounds, async (round) => {
      const random = new Random(`killed ${round}`);
      const kind = ['dbElements', 'tableComments', 'columnComments'][round % 3] as string;
      const template =
        kind === 'dbElements' ? (templates.elements[round % 30 === 0 ? 1 : 0] as Template) : templates.comments;
      const file = await copyTemplate(template, folder.file(`round-${round}`));
      const kill = chooseKill(random, kind, template);
      const callMilliseconds = 'after' in kill ? calls[kill.calls] : calls.quick;
      const child = await runAndKill({ file, sqlDbId: template.sqlDbId, kind, callMilliseconds }, kill);
      const facts = `${kind}, killed ${JSON.stringify(kill)}`;
      await new Aftermath(file, template, kind, child, facts).check(hits);
      await rm(folder.file(`round-${round}`), { recursive: true });
    });
    console.log(
      `      killed while running: ${hits.running}, after the end: ${hits.ended}; records held to a second: ${hits.checkedLines}`,
    );
    assert.ok(hits.running > rounds / 2, 'most were killed while they ran');
    assert.ok(hits.checkedLines > rounds / 4, 'many records were old enough to be missed');
  });
});

function chooseKill(random: Random, kind: string, { tableCount }: Template): Kill {
  const isElements = kind === 'dbElements';
  const draw = random.next();
  if (draw < 0.1) return { moment: { at: 'claim' } };
  if (draw < 0.2) return { moment: { at: 'end', turns: random.between(0, 60) ** 2 } };
  if (draw < 0.4) return { moment: { at: 'line', number: random.between(1, 2 * tableCount) } };
  if (draw < 0.5 && !isElements) return { moment: { at: 'call', number: random.between(1, tableCount) } };
  if (isElements) return { calls: 'quick', after: random.between(0, tableCount / 2) };
  if (draw < 0.7) return { calls: 'slow', after: random.between(500, 2_000) };
  return { calls: 'quick', after: random.between(0, 900) };
}

async function runAndKill(orders: TaskOrders, kill: Kill): Promise<Child> {
  const child = await startChild('task', { ...orders, ...('moment' in kill && { killed: kill.moment }) });
  await child.next('claimed');
  if ('after' in kill) {
    await Promise.race([wait(kill.after), child.ended]);
    child.signal('SIGKILL');
  }
  await child.ended;
  return child;
}

/** The project database of a killed process, compared with the reports of that process. */
class Aftermath {
  private readonly owner: TaskOwner;
  private readonly taskId: string;
  private readonly lines: readonly string[];

  constructor(
    private readonly file: string,
    private readonly template: Template,
    private readonly kind: string,
    private readonly child: Child,
    private readonly facts: string,
  ) {
    this.owner = { type: 'sqlDb', id: template.sqlDbId };
    this.taskId = child.all('claimed')[0]?.taskId ?? '';
    this.lines = child.all('line').map(({ text }) => text);
  }

  async check(hits: { running: number; ended: number; checkedLines: number }): Promise<void> {
    const {
      child,
      facts,
      file,
      kind,
      owner,
      taskId,
      template: { tableCount },
    } = this;
    assert.ok(child.end === 'SIGKILL' || child.end === 0, `${facts}: ${child.end}`);
    assert.deepEqual(await damageOf(file), [], facts);
    const catalog = await openProjectDatabase({ file });
    try {
      const run = { file, catalog, owner, tableCount, kind, taskId, processId: child.processId, facts };
      const before = await catalog.runs.get(taskId);
      hits[before.status === 'RUNNING' ? 'running' : 'ended'] += 1;
      const due = linesBefore(child.reports, 1_000);
      hits.checkedLines += due;
      checkSaved(run, await savedLines(catalog, taskId), this.lines, due);
      await this.checkEnd(run, before.status === 'RUNNING');
      const done = await doneItems(run);
      checkAcknowledged(run, this.lines, done);
      await this.runAgain(run, done);
    } finally {
      await catalog.close();
    }
    assert.deepEqual(await damageOf(file), [], facts);
  }

  /** The window that checks ends the run. */
  private async checkEnd(run: KilledRun, wasRunning: boolean): Promise<void> {
    const { catalog, facts, taskId } = run;
    const saved = await savedLines(catalog, taskId);
    assert.deepEqual(await windowOn(catalog, { clock: laterClock(31_000) }).endDeadRuns(catalog), [], facts);
    if (wasRunning) return checkEndedAsDead(run, saved);
    assert.equal((await catalog.runs.get(taskId)).status, 'COMPLETED', facts);
    assert.deepEqual(await savedLines(catalog, taskId), saved, facts);
    await checkLogField(run, saved);
  }

  private async runAgain(run: KilledRun, done: DoneItems): Promise<void> {
    const { catalog, facts, kind, owner } = run;
    const generator = new ScriptedGenerator();
    const comments = { generator, concurrency: 2, sampleRows: 0, personalValues: false };
    const { handler, result, taskId } = await windowOn(catalog).start(kind, owner, { comments });
    await result;
    const asked = generator.requests.flatMap(({ subject, table, items }) =>
      items.map((item) => (subject === 'table' ? item : `${table.name}.${item}`)),
    );
    await checkNextRun(run, { taskId, done, asked });
    assert.deepEqual(await savedLines(catalog, taskId), handler.getLogs().split('\n'), facts);
  }
}
