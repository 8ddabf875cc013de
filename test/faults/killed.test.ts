import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Catalog, TaskOwner } from '../../src/catalog/catalog';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { taskKind } from '../../src/tasks/kinds';
import { ScriptedGenerator } from '../unit/support/generator';
import { startChild, type Child } from './support/children';
import { useSuiteFolder } from './support/folder';
import { inLanes } from './support/lanes';
import { laterClock } from './support/clocks';
import { windowOn } from './support/project';
import { damageOf, logField, onDatabase } from './support/projectFile';
import { Random } from './support/random';
import { savedLines } from './support/savedLog';
import { copyTemplate, type Template, writeTemplate } from './support/template';
import { linesBefore } from './support/report';
import type { Moment, TaskOrders } from './children/task';

const rounds = 200;
const lanes = 4;
/** How long a call takes, in milliseconds; where it is slow, the log is seldom saved for another reason than its age. */
const calls = { quick: 40, slow: 300 } as const;

/** How a child is killed: by itself at a moment, or from outside after some milliseconds. */
type Kill = { readonly moment: Moment } | { readonly calls: keyof typeof calls; readonly after: number };

describe('a process that is killed while it runs a task', () => {
  const folder = useSuiteFolder();
  let templates: { readonly elements: readonly Template[]; readonly comments: Template };

  before(async () => {
    const comments = await writeTemplate(folder.path, 40, true);
    const elements = [await writeTemplate(folder.path, 150, false), await writeTemplate(folder.path, 1_500, false)];
    templates = { elements, comments };
  });

  it(`leaves a whole project database, all that it had said, and a task that goes on: ${rounds} times`, async function () {
    this.timeout(600_000);
    const hits = { running: 0, ended: 0, checkedLines: 0 };
    await inLanes(lanes, rounds, async (round) => {
      const random = new Random(`killed ${round}`);
      const kind = ['dbElements', 'tableComments', 'columnComments'][round % 3] as string;
      const template = kind === 'dbElements' ? (templates.elements[round % 30 === 0 ? 1 : 0] as Template) : templates.comments;
      const file = await copyTemplate(template, folder.file(`round-${round}`));
      const kill = chooseKill(random, kind, template);
      const callMilliseconds = 'after' in kill ? calls[kill.calls] : calls.quick;
      const child = await runAndKill({ file, sqlDbId: template.sqlDbId, kind, callMilliseconds }, kill);
      const facts = `${kind}, killed ${JSON.stringify(kill)}`;
      await new Aftermath(file, template, kind, child, facts).check(hits);
      await rm(folder.file(`round-${round}`), { recursive: true });
    });
    console.log(`      killed while running: ${hits.running}, after the end: ${hits.ended}; records held to a second: ${hits.checkedLines}`);
    assert.ok(hits.running > rounds / 2, 'most were killed while they ran');
    assert.ok(hits.checkedLines > 50, 'many records were old enough to be missed');
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

/** What a killed process has left behind, held against what it had told. */
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
    const { facts, file } = this;
    assert.ok(this.child.end === 'SIGKILL' || this.child.end === 0, `${facts}: ${this.child.end}`);
    assert.deepEqual(await damageOf(file), [], facts);
    const catalog = await openProjectDatabase({ file });
    try {
      const before = await catalog.runs.get(this.taskId);
      hits[before.status === 'RUNNING' ? 'running' : 'ended'] += 1;
      hits.checkedLines += await this.checkLog(catalog);
      await this.checkEnd(catalog, before.status === 'RUNNING');
      await this.checkAcknowledged();
      await this.checkNextRun(catalog);
    } finally {
      await catalog.close();
    }
    assert.deepEqual(await damageOf(file), [], facts);
  }

  /** What is saved is the beginning of what was said, and has all that was said more than a second before. */
  private async checkLog(catalog: Catalog): Promise<number> {
    const saved = await savedLines(catalog, this.taskId);
    // the process may have died after its last record was saved and before it could tell so
    assert.deepEqual(saved.slice(0, this.lines.length), this.lines.slice(0, saved.length), this.facts);
    assert.ok(saved.length <= this.lines.length + 1, `${this.facts}: ${saved.slice(this.lines.length).join('\n')}`);
    const due = linesBefore(this.child.reports, 1_000);
    assert.ok(saved.length >= due, `${this.facts}: ${saved.length} lines saved, ${due} were said a second before`);
    return due;
  }

  /** Whoever looks ends the run, once; with the reason as its last record, and the log field saved. */
  private async checkEnd(catalog: Catalog, wasRunning: boolean): Promise<void> {
    const { facts, file, kind, owner, taskId } = this;
    const { prefix } = taskKind(kind);
    const saved = await savedLines(catalog, taskId);
    assert.deepEqual(await windowOn(catalog, { clock: laterClock(31_000) }).endDeadRuns(catalog), [], facts);
    const { status, error } = await catalog.runs.get(taskId);
    const { tasks } = await catalog.sqlDbs.get(owner.id);
    assert.deepEqual([tasks[prefix].status, tasks[prefix].taskId], [status, taskId], facts);
    const lines = await savedLines(catalog, taskId);
    if (wasRunning) {
      assert.equal(status, 'FAILED', facts);
      assert.match(error ?? '', new RegExp(`process that ran this task \\(${this.child.processId} on `), facts);
      assert.deepEqual(lines.slice(0, -1), saved, facts);
      assert.match(lines.at(-1) ?? '', /^\[.{19}\] Error: The process that ran this task/, facts);
    } else {
      assert.equal(status, 'COMPLETED', facts);
      assert.deepEqual(lines, saved, facts);
    }
    assert.equal(await logField(file, owner, prefix), lines.join('\n'), facts);
  }

  /** What the log said was written is there. */
  private async checkAcknowledged(): Promise<void> {
    const done = await this.doneItems();
    for (const item of this.acknowledged()) assert.ok(done.has(item), `${this.facts}: ${item} is not there`);
  }

  /** The next run does the rest, and nothing twice. */
  private async checkNextRun(catalog: Catalog): Promise<void> {
    const { facts, kind, owner } = this;
    const done = await this.doneItems();
    const generator = new ScriptedGenerator();
    const comments = { generator, concurrency: 2, sampleRows: 0, personalValues: false };
    const run = await windowOn(catalog).start(kind, owner, { comments });
    const result = await run.result;
    assert.equal(result.status, 'COMPLETED', `${facts}: ${result.error}`);
    assert.equal(result.failed, 0, facts);
    const asked = generator.requests.flatMap(({ subject, table, items }) =>
      items.map((item) => (subject === 'table' ? item : `${table.name}.${item}`)),
    );
    assert.deepEqual(asked.filter((item) => done.has(item)), [], `${facts}: done already`);
    const { tableCount } = this.template;
    const elements = { tables: tableCount, columns: 3 * tableCount, relationships: tableCount - 1 };
    assert.deepEqual(await catalog.elements.count(owner.id), elements, facts);
    const wanted = kind === 'columnComments' ? elements.columns : elements.tables;
    assert.equal((await this.doneItems()).size, wanted, facts);
    const lines = await savedLines(catalog, run.taskId);
    assert.deepEqual(lines, run.handler.getLogs().split('\n'), facts);
    assert.equal(await logField(this.file, owner, run.definition.prefix), lines.join('\n'), facts);
  }

  /** What the log says is done: `Processing …: NAME`, and then not an error. */
  private acknowledged(): readonly string[] {
    return this.lines.flatMap((line, index) => {
      const name = /\] Processing \w+ \d+\/\d+: (.+)$/.exec(line)?.[1];
      const next = this.lines[index + 1] ?? '';
      return name !== undefined && /\] (Columns created|Comment written)/.test(next) ? [name] : [];
    });
  }

  private async doneItems(): Promise<ReadonlySet<string>> {
    const rows = await onDatabase(this.file, (database) => database.all<{ item: string }>(doneItems[this.kind] as string));
    return new Set(rows.map(({ item }) => item));
  }
}

/** What each kind of task makes: the tables with their columns, the tables with a comment, the columns with one. */
const doneItems: Readonly<Record<string, string>> = {
  dbElements:
    'SELECT name AS item FROM sql_table WHERE (SELECT count(*) FROM sql_column WHERE sql_table_id = sql_table.id) = 3',
  tableComments: "SELECT name AS item FROM sql_table WHERE generated_comment <> ''",
  columnComments:
    "SELECT name || '.' || original_column_name AS item FROM sql_column " +
    "JOIN sql_table ON sql_table.id = sql_table_id WHERE sql_column.generated_comment <> ''",
};
