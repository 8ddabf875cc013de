import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { systemClock } from './base/clock';
import { Emitter } from './base/events';
import { Redactor } from './base/redaction';
import type { Catalog } from './catalog/catalog';
import { HandlerLogger } from './logging/logger';
import { sourceOpener } from './tasks/openSource';
import { TaskRunner } from './tasks/running/taskRunner';
import { createApi, type ThothApi } from './ui/api';
import { registerCommands } from './ui/commands';
import { logScheme, outputName, promptScheme } from './ui/ids';
import { followLogEnds } from './ui/logs/followEnd';
import { registerLogLanguage } from './ui/logs/languageFeatures';
import { pruneLogs } from './ui/logPruning';
import { LogFiles } from './ui/logs/logFiles';
import { OutputSink } from './ui/runs/outputSink';
import { PromptDocuments } from './ui/comments/promptDocuments';
import { ProjectDatabase } from './operations/projectDatabase';
import { locationKey, type ProjectLocation } from './operations/projectDatabaseLocation';
import { followProjectDatabaseSetting } from './ui/projectDatabaseSwitch';
import { ApiKeys, Passwords, ProjectPasswords } from './ui/secrets';
import type { Services } from './ui/services';
import { locateProjectDatabase } from './ui/settings';
import { stopWindow } from './operations/stop';
import { TaskLines } from './operations/taskLines';
import { loadTranslation } from './ui/texts/editorLanguage';
import { taskTitle } from './ui/texts/texts';
import { DatabaseTree } from './ui/tree/databaseTree';
import { DatabaseView } from './ui/tree/databaseView';
import { followUnsavedRuns } from './ui/runs/unsavedRuns';

let stop: (() => Promise<void>) | undefined;

/** Builds the services and registers what the manifest declares. Opens nothing: the first need does. */
export function activate(context: vscode.ExtensionContext): ThothApi {
  const startedAt = performance.now();
  loadTranslation();
  const services = createServices(context);
  const { project, runner, taskLines } = services;
  const tree = new DatabaseTree(services);
  const logFiles = new LogFiles(services);
  const refresh = (): void => {
    project.retry();
    tree.refresh();
  };
  context.subscriptions.push(
    taskLines,
    tree,
    new DatabaseView(services, tree),
    registerCommands(services, refresh),
    followProjectDatabaseSetting(services),
    logFiles,
    vscode.workspace.registerFileSystemProvider(logScheme, logFiles, { isReadonly: true, isCaseSensitive: true }),
    registerLogLanguage(),
    services.prompts,
    vscode.workspace.registerTextDocumentContentProvider(promptScheme, services.prompts),
    followLogEnds(),
    followUnsavedRuns(services),
  );
  stop = () => stopWindow(runner, project, services.clock);
  return createApi(services, tree, performance.now() - startedAt);
}

/** Stops the runs of this window, as far as that is quickly done, and closes the project database. */
export async function deactivate(): Promise<void> {
  await stop?.();
}

function createServices(context: vscode.ExtensionContext): Services {
  const clock = systemClock;
  const redactor = new Redactor();
  const { redact } = redactor;
  const output = vscode.window.createOutputChannel(outputName, { log: true });
  context.subscriptions.push(output);
  const channel = new OutputSink(output);
  const logger = new HandlerLogger('thoth', [channel], { clock, redact, onHandlerError: () => undefined });
  const locate = (): ProjectLocation => locateProjectDatabase(context.globalStorageUri);
  const passwords = new Passwords(context.secrets, redactor, () => locationKey(locate()));
  const projectPasswords = new ProjectPasswords(context.secrets, redactor);
  const open = (location: ProjectLocation): Promise<Catalog> => openProjectDatabase(location, projectPasswords);
  const prune = (catalog: Catalog): void => void pruneLogs({ clock, logger }, catalog);
  const project = new ProjectDatabase({
    locate,
    open,
    async onOpened(catalog) {
      await runner.endDeadRuns(catalog);
      prune(catalog);
    },
    log: logger,
  });
  const openSource = sourceOpener((sqlDbId) => passwords.get(sqlDbId));
  const runner = new TaskRunner({
    clock,
    host: { host: hostname(), processId: process.pid },
    catalog: () => project.get(),
    openSource,
    redact,
    fallback: logger,
  });
  runner.registry.onDidStart(({ handler, owner, definition }) =>
    handler.addSink(new OutputSink(output, `[${owner.name} · ${taskTitle(definition)}] `)),
  );
  runner.registry.onDidEnd(() => void project.get().then(prune, () => undefined));
  return {
    clock,
    output,
    logger,
    redact,
    project,
    openProjectDatabase: open,
    projectPasswords,
    passwords,
    apiKeys: new ApiKeys(context.secrets, redactor),
    state: context.globalState,
    openSource,
    runner,
    taskLines: new TaskLines(runner.registry, logger),
    prompts: new PromptDocuments(),
    rowsChanged: new Emitter('rowsChanged', logger),
    elementsChanged: new Emitter('elementsChanged', logger),
    reveal: new Emitter('reveal', logger),
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
  };
}

/** Sequelize and the drivers are loaded here, when the first need comes, and not with the extension. */
async function openProjectDatabase(location: ProjectLocation, passwords: ProjectPasswords): Promise<Catalog> {
  const { loadSequelize } = await import('./catalog/storage/loadSequelize');
  await loadSequelize();
  const catalog = await import('./catalog/projectDatabase');
  if ('file' in location) return catalog.openProjectDatabase(location);
  const password = await passwords.get(location.url);
  return catalog.openProjectDatabase({ ...location, ...(password !== undefined && { password }) });
}
