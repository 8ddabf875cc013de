import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { TaskRun } from '../../tasks/running/taskRun';
import { viewId } from '../ids';
import type { Operations } from '../../operations/operations';
import type { DatabasesView } from '../services';
import { Throttle } from '../throttle';
import type { DatabaseTree } from './databaseTree';
import type { TreeNode } from './nodes';

/** How often the line of a running task is redrawn, in milliseconds. */
const drawInterval = 250;
/** How often the tables of a running task are read again, in milliseconds, and up to how many tables. */
const tablesInterval = 2_000;
const mostTables = 1_000;
/** How often the view, while visible, checks for changes of other windows, in milliseconds. */
const lookInterval = 5_000;
/** How often texts like `3 min. ago` are updated, in milliseconds. */
const agoInterval = 60_000;

/**
 * Keeps the view up to date: shows this window's changes immediately, and those of other windows while it is visible.
 */
export class DatabaseView implements DatabasesView, Disposable {
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly subscriptions: Disposable[];
  private readonly drawing: Throttle;
  private readonly drawingTables: Throttle;
  private readonly moved = new Set<TaskRun>();
  private readonly worked = new Set<TaskRun>();
  private readonly stepShown = new WeakMap<TaskRun, number>();
  private timers: Disposable[] = [];
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  /** Why nothing can be saved any more; the tree still shows what was read before. */
  private lost: unknown;

  constructor(
    private readonly services: Operations,
    private readonly tree: DatabaseTree,
  ) {
    const { clock, project, runner, rowsChanged, elementsChanged } = services;
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.drawing = new Throttle(
      clock,
      () => drawInterval,
      () => this.draw(),
    );
    this.drawingTables = new Throttle(
      clock,
      () => tablesInterval,
      () => this.drawTables(),
    );
    this.subscriptions = [
      this.view,
      this.drawing,
      this.drawingTables,
      this.view.onDidChangeVisibility(({ visible }) => this.setVisible(visible)),
      project.onDidChange(() => {
        this.lost = undefined;
        this.showError();
        tree.refresh();
      }),
      tree.onDidChangeError(() => this.showError()),
      runner.registry.onDidStart(() => this.look()),
      runner.registry.onDidEnd((run) => {
        // the stored data have not changed then, and `look` would find nothing new
        if (run.unsaved !== undefined) tree.refresh(tree.branchOf(run.owner)?.root);
        this.look();
      }),
      runner.registry.onDidChange((run) => {
        this.moved.add(run);
        this.worked.add(run);
        this.drawing.request();
        this.drawingTables.request();
      }),
      rowsChanged.event(() => this.look()),
      elementsChanged.event((sqlDbId) => this.refreshElements(sqlDbId)),
    ];
    this.setVisible(this.view.visible);
  }

  dispose(): void {
    this.setVisible(false);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Reloads the whole tree, and first retries to open a project database that could not be opened. */
  refresh(): void {
    this.services.project.retry();
    this.tree.refresh();
  }

  /** Opens and selects a database. */
  async reveal(sqlDbId: number): Promise<void> {
    await this.tree.getChildren();
    this.tree.refresh();
    const node = this.tree.branch(sqlDbId)?.root;
    if (node) await this.view.reveal(node, { select: true, expand: true });
  }

  private setVisible(visible: boolean): void {
    for (const timer of this.timers) timer.dispose();
    this.timers = [];
    if (!visible) return;
    const { clock } = this.services;
    this.timers = [clock.every(lookInterval, () => this.look()), clock.every(agoInterval, () => this.refreshTasks())];
    if (this.tree.allBranches.length === 0) return;
    this.refreshTasks();
    this.look();
  }

  /** Reads the states of the databases and shows what differs. Calls during a call are followed by one more, once. */
  private look(): void {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = this.readStates()
      .catch((error: unknown) => this.services.logger.warning(`The view could not be refreshed: ${messageOf(error)}`))
      .finally(() => {
        this.looking = undefined;
        if (this.lookAgain) this.look();
      });
  }

  private async readStates(): Promise<void> {
    this.lookAgain = false;
    if (this.tree.error !== undefined) return;
    const catalog = await this.services.project.get();
    this.lost = await catalog.requireInPlace().then(
      () => undefined,
      (error: unknown) => error,
    );
    this.showError();
    if (this.lost !== undefined) return;
    await this.services.runner.endDeadRuns(catalog);
    this.tree.show(await catalog.workspaces.list(), await catalog.sqlDbs.list());
  }

  /** Redraws the tasks that made progress, and their tables after a step has ended. */
  private draw(): void {
    const runs = [...this.moved];
    this.moved.clear();
    if (!this.view.visible) return;
    for (const run of runs) {
      const branch = this.tree.branchOf(run.owner);
      if (!branch) continue;
      const { step } = run.progress;
      const newStep = (this.stepShown.get(run) ?? 1) < step;
      this.stepShown.set(run, step);
      if (newStep) this.tree.refresh(branch.root);
      else for (const task of branch.tasks) if (task.definition === run.definition) this.tree.refresh(task);
    }
  }

  /** Shows what running tasks have written so far, unless there are too many tables to read them repeatedly. */
  private drawTables(): void {
    const runs = [...this.worked];
    this.worked.clear();
    if (!this.view.visible) return;
    for (const { owner } of runs) {
      const branch = owner.type === 'sqlDb' ? this.tree.branch(owner.id) : undefined;
      if (branch && branch.tables.count <= mostTables) this.tree.refresh(branch.tables);
    }
  }

  /** Shows the whole message above the tree, since a line of the tree would cut it. */
  private showError(): void {
    const error = this.tree.error ?? this.lost;
    const message = error === undefined ? '' : this.services.redact(messageOf(error));
    // setting the same text again would clear the person's selection in it
    if (this.view.message !== message) this.view.message = message;
  }

  private refreshTasks(): void {
    for (const { tasks } of this.tree.allBranches) for (const task of tasks) this.tree.refresh(task);
  }

  private refreshElements(sqlDbId: number | undefined): void {
    for (const branch of this.tree.sqlDbBranches) {
      if (sqlDbId === undefined || branch.root.sqlDb.id === sqlDbId) this.tree.refresh(branch.tables);
    }
  }
}
