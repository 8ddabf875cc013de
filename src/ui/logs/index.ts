import * as vscode from 'vscode';
import type { Operations } from '../../operations/operations';
import { logScheme } from '../ids';
import { followLogEnds } from './followEnd';
import { registerLogLanguage } from './languageFeatures';
import { LogFiles } from './logFiles';

/** Registers the logs of task runs: read-only documents with folding and outline, which scroll while they grow. */
export function registerLogs({ subscriptions }: vscode.ExtensionContext, operations: Operations): void {
  const logFiles = new LogFiles(operations);
  subscriptions.push(
    logFiles,
    vscode.workspace.registerFileSystemProvider(logScheme, logFiles, { isReadonly: true, isCaseSensitive: true }),
    registerLogLanguage(),
    followLogEnds(),
  );
}
