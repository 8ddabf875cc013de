import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { hasCode, messageOf } from '../../base/errors';
import { wholeNumber } from '../texts/format';
import type { Operations } from '../../operations/operations';
import { locale } from '../texts/editorLanguage';
import { Throttle } from '../throttle';
import { LogTail } from './logTail';

/** An open log, and the part of it that was read. */
interface OpenLog {
  readonly uri: vscode.Uri;
  readonly taskId: string;
  readonly tail: LogTail;
  readonly startTime: number;
  /** When new lines were last found, in milliseconds since 1970 UTC. */
  changedAt: number;
  bytes: Uint8Array | undefined;
}

/** How many logs stay in memory after their last editor was closed. */
const maxKeptLogs = 4;
/**
 * The shortest time between two updates of a log, in milliseconds, for each million characters: VS Code compares them
 * all.
 */
const minInterval = 1_000;

/**
 * The logs of all runs as read-only files, `thoth-log:/<name for people>.log?<task id>`. A file system and not a
 * content provider, so that VS Code restores an open log after a reload, and calls `watch` for the logs that are open
 * in an editor.
 */
export class LogFiles implements vscode.FileSystemProvider, Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly logs = new Map<string, OpenLog>();
  private readonly watches = new Set<Disposable>();

  readonly onDidChangeFile = this.changed.event;

  constructor(
    private readonly services: Pick<
      Operations,
      'clock' | 'logger' | 'project' | 'rowsChanged' | 'runner' | 'taskLines'
    >,
  ) {}

  dispose(): void {
    for (const watch of [...this.watches]) watch.dispose();
    this.changed.dispose();
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const { clock, project, rowsChanged, runner, taskLines } = this.services;
    const taskId = uri.query;
    const refresh = new Throttle(
      clock,
      () => this.interval(taskId),
      () => void this.showNew(uri),
    );
    const elsewhere = new Throttle(
      clock,
      () => this.interval(taskId),
      () => void followElsewhere(),
    );
    const followElsewhere = async (): Promise<void> => {
      try {
        const { runs } = await project.get();
        const isHere = runner.registry.get(taskId) !== undefined;
        if (!isHere && (await runs.get(taskId)).status === 'RUNNING' && this.watches.has(watch)) elsewhere.request();
        refresh.request();
      } catch (error) {
        this.reportError(error);
      }
    };
    const subscriptions = [
      refresh,
      elsewhere,
      taskLines.onDidWrite((line) => line.taskId === taskId && refresh.request()),
      runner.registry.onDidEnd((run) => run.taskId === taskId && void this.showNew(uri)),
      rowsChanged.event(() => refresh.request()),
    ];
    const watch = {
      dispose: () => {
        for (const subscription of subscriptions) subscription.dispose();
        this.watches.delete(watch);
      },
    };
    this.watches.add(watch);
    void followElsewhere();
    return new vscode.Disposable(watch.dispose);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const log = await this.load(uri);
    return {
      type: vscode.FileType.File,
      ctime: log.startTime,
      mtime: log.changedAt,
      size: bytesOf(log).byteLength,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return bytesOf(await this.load(uri));
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** The log with all lines saved so far. */
  private async load(uri: vscode.Uri): Promise<OpenLog> {
    const { runs } = await this.services.project.get();
    const log = this.logs.get(uri.query) ?? (await this.open(uri));
    if (await log.tail.readOn(runs)) {
      log.changedAt = Math.max(this.services.clock.now(), log.changedAt + 1);
      log.bytes = undefined;
    }
    this.keep(log);
    return log;
  }

  private async open(uri: vscode.Uri): Promise<OpenLog> {
    const { runs } = await this.services.project.get();
    try {
      const { startTime } = await runs.get(uri.query);
      return {
        uri,
        taskId: uri.query,
        tail: new LogTail(uri.query),
        startTime,
        changedAt: startTime,
        bytes: undefined,
      };
    } catch (error) {
      if (hasCode(error, 'NOT_FOUND')) throw vscode.FileSystemError.FileNotFound(uri);
      throw error;
    }
  }

  /** Marks a log as used last, and drops the least recently used one. */
  private keep(log: OpenLog): void {
    this.logs.delete(log.taskId);
    this.logs.set(log.taskId, log);
    const [oldest] = this.logs.keys();
    if (oldest !== undefined && this.logs.size > Math.max(maxKeptLogs, this.watches.size)) this.logs.delete(oldest);
  }

  private async showNew(uri: vscode.Uri): Promise<void> {
    try {
      const before = this.logs.get(uri.query)?.changedAt;
      const { changedAt } = await this.load(uri);
      if (changedAt !== before) this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    } catch (error) {
      this.reportError(error);
    }
  }

  private interval(taskId: string): number {
    const length = this.logs.get(taskId)?.tail.length ?? 0;
    return minInterval * Math.max(1, length / 1_000_000);
  }

  private readonly reportError = (error: unknown): void => {
    this.services.logger.warning(`An open log cannot be read on: ${messageOf(error)}`);
  };
}

function bytesOf(log: OpenLog): Uint8Array {
  log.bytes ??= new TextEncoder().encode(
    log.tail.text((lines) =>
      vscode.l10n.t('… {0} earlier lines are left out here; they are kept.', wholeNumber(lines, locale())),
    ),
  );
  return log.bytes;
}
