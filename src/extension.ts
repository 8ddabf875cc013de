import { hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { systemClock } from './base/clock';
import { Redactor } from './base/redaction';
import { HandlerLogger } from './logging/logger';
import { createOperations, type Operations } from './operations/operations';
import type { Ports } from './operations/ports';
import { showActivity } from './ui/activities';
import { createApi, type ThothApi } from './ui/api';
import { registerCommands } from './ui/commands';
import { registerConsent } from './ui/comments/consent';
import { chatModels } from './ui/comments/languageModels';
import { outputName } from './ui/ids';
import { registerLogs } from './ui/logs';
import { notices } from './ui/notices';
import { registerRuns } from './ui/runs';
import { OutputSink } from './ui/runs/outputSink';
import { showProgress } from './ui/runs/taskProgress';
import { createSettings } from './ui/settings';
import { createTargetFacts } from './ui/targetFacts';
import { loadTranslation } from './ui/texts/editorLanguage';
import { registerTree } from './ui/tree';

let operations: Operations | undefined;

/**
 * Creates the operations with the editor's ports, and registers the parts of ui/. Nothing is opened before it is
 * needed.
 */
export function activate(context: vscode.ExtensionContext): ThothApi {
  const startedAt = performance.now();
  loadTranslation();
  const output = vscode.window.createOutputChannel(outputName, { log: true });
  context.subscriptions.push(output);
  operations = createOperations(portsOf(context, output));
  const { tree, view } = registerTree(context, operations);
  registerCommands(context, {
    ...operations,
    output,
    view,
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
  });
  registerLogs(context, operations);
  registerRuns(context, operations, output);
  return createApi(operations, tree, performance.now() - startedAt);
}

/** Cancels the runs of this window, within a time limit, and closes the project database. */
export async function deactivate(): Promise<void> {
  await operations?.stop();
}

/** The name of the machine's user; empty where the system does not tell it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

function portsOf(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Ports {
  const redactor = new Redactor();
  const { redact } = redactor;
  return {
    clock: systemClock,
    host: { host: hostname(), processId: process.pid },
    person: userName(),
    logger: new HandlerLogger('thoth', [new OutputSink(output)], {
      clock: systemClock,
      redact,
      onHandlerError: () => undefined,
    }),
    redactor,
    secrets: context.secrets,
    settings: createSettings(context.globalStorageUri),
    consent: registerConsent(context),
    targetFacts: createTargetFacts(context),
    progress: { during: showActivity, ofRun: showProgress },
    notices,
    chatModels,
  };
}
