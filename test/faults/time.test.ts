import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { hasCode } from '../../src/base/errors';
import type { Catalog } from '../../src/catalog/catalog';
import type { TaskOwner } from '../../src/model/runs';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { heartbeatInterval, leaseDuration } from '../../src/tasks/running/lease';
import type { TaskRun } from '../../src/tasks/running/taskRun';
import type { TaskRunner } from '../../src/tasks/running/taskRunner';
import { ManualClock } from '../unit/support/manualClock';
import { HeldSecrets } from '../unit/support/ports';
import { until } from '../unit/support/until';
import { useSuiteFolder } from './support/folder';
import { windowOn } from './support/project';
import { Random } from './support/random';
import { copyTemplate, type Template, writeTemplate } from './support/template';

const scenarios = 16;
const stepsEach = 25;
const minute = 60_000;
const day = 24 * 60 * minute;

describe('time that goes wrong', () => {
  const folder = useSuiteFolder();
  let template: Template;
  before(async () => {
    template = await writeTemplate(folder.path, 5, false);
  });

  it(`ends no live run, and keeps no dead run: ${scenarios} times`, async function () {
    this.timeout(300_000);
    for (let number = 0; number < scenarios; number++) {
      const file = await copyTemplate(template, folder.file(`scenario-${number}`));
      const scenario = await Scenario.begin(file, template.sqlDbId, new Random(`time ${number}`), number % 2 === 0);
      try {
        await scenario.play();
      } catch (error) {
        throw new Error(`Scenario ${number} failed: ${scenario.history.join(', ')}`, { cause: error });
      } finally {
        await scenario.close();
        await rm(folder.file(`scenario-${number}`), { recursive: true });
      }
    }
  });
});

/** Two processes with their own clocks, on one machine or on two: one runs a task for hours, the other checks. */
class Scenario {
  /** What was done to time so far. */
  readonly history: string[] = [];
  private readonly runnerClock = new ManualClock();
  private readonly lookerClock = new ManualClock();
  private readonly owner: TaskOwner;
  private readonly looker: TaskRunner;
  private readonly secrets = new HeldSecrets();
  private run!: TaskRun;
  /** The heartbeat that was written last, or is being written. */
  private heartbeat: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly runnerCatalog: Catalog,
    private readonly lookerCatalog: Catalog,
    sqlDbId: number,
    private readonly random: Random,
    private readonly oneMachine: boolean,
  ) {
    this.owner = { type: 'sqlDb', id: sqlDbId };
    this.looker = this.window(2);
    const { runs } = runnerCatalog;
    const beat = runs.heartbeat.bind(runs);
    runs.heartbeat = (...parameters) => {
      const written = beat(...parameters);
      this.heartbeat = written;
      return written;
    };
  }

  static async begin(file: string, sqlDbId: number, random: Random, oneMachine: boolean): Promise<Scenario> {
    const catalogs = [await openProjectDatabase({ file }), await openProjectDatabase({ file })] as const;
    const scenario = new Scenario(...catalogs, sqlDbId, random, oneMachine);
    const runner = windowOn(scenario.runnerCatalog, {
      clock: scenario.runnerClock,
      host: { host: 'one', processId: 1 },
      secrets: scenario.secrets,
    });
    scenario.run = await runner.start('dbElements', scenario.owner);
    await scenario.look();
    return scenario;
  }

  async close(): Promise<void> {
    await this.runnerCatalog.close();
    await this.lookerCatalog.close();
  }

  async play(): Promise<void> {
    const steps = [
      this.timePasses,
      this.timePasses,
      this.isSet,
      this.runnerIsHeldUp,
      this.lookerIsHeldUp,
      this.isTriedAgain,
    ];
    const ofOneMachine = [this.machineSleeps, this.machineSleeps, this.windowIsOpened];
    const possible = this.oneMachine ? [...steps, ...ofOneMachine] : steps;
    for (let step = 0; step < stepsEach; step++) {
      await this.random.pick(possible).call(this);
      await this.requireAlive();
    }
    if (this.random.next() < 0.5) await this.runEnds();
    else await this.runnerDies();
  }

  /** The normal case: time passes for both processes, in any order. */
  private async timePasses(): Promise<void> {
    this.history.push('5 s go by');
    if (this.random.next() < 0.5) {
      await this.runnerGoesOn(heartbeatInterval);
      await this.lookerGoesOn(heartbeatInterval);
    } else {
      await this.lookerGoesOn(heartbeatInterval);
      await this.runnerGoesOn(heartbeatInterval);
    }
  }

  /** A clock is set, forward or back: that of the one machine, or one of the two. */
  private async isSet(): Promise<void> {
    const by = this.random.between(-2 * day, 2 * day);
    const both = this.oneMachine;
    const runners = this.random.next() < 0.5;
    this.history.push(`the clock of ${both ? 'both' : runners ? 'the runner' : 'the looker'} is set by ${by} ms`);
    if (both || runners) this.runnerClock.set(by);
    if (both || !runners) this.lookerClock.set(by);
    await this.timePasses();
  }

  private async machineSleeps(): Promise<void> {
    const milliseconds = this.random.between(minute, 600 * minute);
    const counts = this.random.next() < 0.5;
    this.history.push(`the machine sleeps for ${milliseconds} ms, which ${counts ? 'count' : 'do not count'}`);
    this.runnerClock.sleep(milliseconds, counts);
    this.lookerClock.sleep(milliseconds, counts);
    if (this.random.next() < 0.5) await this.look();
    await this.timePasses();
  }

  /** Its event loop is blocked, nearly until its lease is over. */
  private async runnerIsHeldUp(): Promise<void> {
    const beats = this.random.between(1, leaseDuration / heartbeatInterval - 2);
    this.history.push(`the runner is held up for ${beats} heartbeats`);
    this.runnerClock.sleep(beats * heartbeatInterval, true);
    for (let beat = 0; beat < beats; beat++) await this.lookerGoesOn(heartbeatInterval);
    await this.runnerGoesOn(0);
  }

  /** Its event loop is blocked for longer than the lease. */
  private async lookerIsHeldUp(): Promise<void> {
    const beats = this.random.between(1, 20);
    this.history.push(`the looker is held up for ${beats} heartbeats`);
    for (let beat = 0; beat < beats; beat++) await this.runnerGoesOn(heartbeatInterval);
    this.lookerClock.sleep(beats * heartbeatInterval, true);
    await this.lookerGoesOn(0);
  }

  /** Another window is opened on the same machine. */
  private async windowIsOpened(): Promise<void> {
    this.history.push('a window is opened');
    assert.equal((await this.window(3).endDeadRuns(this.lookerCatalog)).length, 1);
  }

  /** The task is started where it must not be. */
  private async isTriedAgain(): Promise<void> {
    this.history.push('the task is started again');
    await assert.rejects(this.looker.start('dbElements', this.owner), (error) => hasCode(error, 'ALREADY_RUNNING'));
  }

  private async runEnds(): Promise<void> {
    this.secrets.release();
    assert.equal((await this.run.result).status, 'COMPLETED');
  }

  private async runnerDies(): Promise<void> {
    this.history.push('the runner dies');
    await this.look();
    for (let passed = 0; passed < leaseDuration; passed += heartbeatInterval) {
      this.lookerClock.advance(heartbeatInterval);
      await this.settle();
    }
    await until(async () => (await this.status()) === 'FAILED');
    assert.equal((await (await this.looker.start('dbElements', this.owner)).result).status, 'COMPLETED');
  }

  private window(processId: number): TaskRunner {
    return windowOn(this.lookerCatalog, {
      clock: this.lookerClock,
      host: { host: this.oneMachine ? 'one' : 'two', processId },
      // the runner's, or another that has got its number
      processExists: () => true,
    });
  }

  private async runnerGoesOn(milliseconds: number): Promise<void> {
    const { runs } = this.runnerCatalog;
    const before = (await runs.get(this.run.taskId)).heartbeat;
    this.runnerClock.advance(milliseconds);
    await until(async () => {
      await this.requireAlive();
      return (await runs.get(this.run.taskId)).heartbeat !== before;
    });
    // no heartbeat begins before the one before it has its answer
    await this.heartbeat;
    await this.settle();
  }

  private async lookerGoesOn(milliseconds: number): Promise<void> {
    this.lookerClock.advance(milliseconds);
    if (this.random.next() < 0.6) await this.look();
    await this.settle();
  }

  private async look(): Promise<void> {
    assert.equal((await this.looker.endDeadRuns(this.lookerCatalog)).length, 1);
  }

  /** Lets what timers have begun go on: it reads before us, on the same connections. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) {
      await this.runnerCatalog.runs.get(this.run.taskId);
      await this.lookerCatalog.runs.get(this.run.taskId);
    }
  }

  private async status(): Promise<string> {
    return (await this.lookerCatalog.runs.get(this.run.taskId)).status;
  }

  private async requireAlive(): Promise<void> {
    assert.equal(await this.status(), 'RUNNING');
    assert.equal(this.run.status, 'RUNNING');
  }
}
