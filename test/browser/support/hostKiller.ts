import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Catalog } from '../../../src/catalog/catalog';
import type { TaskOwner } from '../../../src/model/runs';
import { extensionHosts } from '../../host/extensionHosts';
import type { DatabaseView, TaskKind } from './databaseView';
import { eventually } from './eventually';
import type { InstalledThoth } from './installedThoth';
import { OutputFile, type OutputLine } from './outputFile';

/** A run to kill, and the moment. */
export interface Target {
  readonly sqlDb: string;
  readonly owner: TaskOwner;
  readonly kind: TaskKind;
  readonly title: string;
  /** A message of its log after which it is killed; none: after the claim. */
  readonly after?: RegExp;
  /** How long after that, in milliseconds. */
  readonly milliseconds: number;
}

/** A run that was killed. */
export interface Kill {
  readonly taskId: string;
  readonly processId: number;
  /** What it had said, in order. */
  readonly said: readonly OutputLine[];
  /** When it was killed, and when somebody looked at it again, in milliseconds since 1970 UTC. */
  readonly killedAt: number;
  readonly lookedAt: number;
}

/** Kills the extension host of a window during runs, and restarts it as a person would. */
export class HostKiller {
  constructor(
    private readonly thoth: InstalledThoth,
    private readonly view: DatabaseView,
    private readonly catalog: Catalog,
  ) {}

  /** Starts a run by its button, and kills the host at the moment. Returns when the view shows the run again. */
  async kill({ sqlDb, owner, kind, title, after, milliseconds }: Target): Promise<Kill> {
    const processId = await this.host();
    const output = await OutputFile.of(processId);
    const linesOf = (): Promise<readonly OutputLine[]> => output.linesOf(`${sqlDb} · ${title}`);
    await this.view.start(sqlDb, kind);
    await eventually(`${title} of ${sqlDb} has come to ${after}`, async () =>
      after
        ? (await linesOf()).some(({ text }) => after.test(text))
        : (await this.catalog.runs.listLast(owner, kind, 1)).length > 0,
    );
    await wait(milliseconds);
    const killedAt = Date.now();
    process.kill(processId, 'SIGKILL');
    const [run] = await this.catalog.runs.listLast(owner, kind, 1);
    assert.equal(run?.status, 'RUNNING', 'it is killed before it ends');
    const said = await linesOf();
    await this.bringBack(processId);
    await (await this.view.task(sqlDb, kind, /running in another window/)).waitFor({ timeout: 60_000 });
    return { taskId: run.taskId, processId, said, killedAt, lookedAt: Date.now() };
  }

  /** The one host that there is. */
  private async host(): Promise<number> {
    let hosts: readonly number[] = [];
    await eventually('one extension host', async () => (hosts = await this.hosts()).length === 1);
    return hosts[0] ?? 0;
  }

  private hosts(): Promise<readonly number[]> {
    return extensionHosts(this.thoth.serverProcessId);
  }

  /** VS Code starts another host by itself; when that has happened often, it asks the person. */
  private async bringBack(killed: number): Promise<void> {
    const restart = this.view.page.locator('.notification-toast').getByRole('button', { name: /Restart/ });
    await eventually('another extension host', async () => {
      if (await restart.isVisible()) await restart.click();
      return (await this.hosts()).some((host) => host !== killed);
    });
    await OutputFile.of(await this.host());
  }
}
