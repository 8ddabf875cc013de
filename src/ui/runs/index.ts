import type * as vscode from 'vscode';
import type { Operations } from '../../operations/operations';
import { taskTitle } from '../texts/texts';
import { OutputSink } from './outputSink';
import { followUnsavedRuns } from './unsavedRuns';

/** Shows the lines of all runs in the output channel, and the runs that could not be saved in a message. */
export function registerRuns(
  { subscriptions }: vscode.ExtensionContext,
  operations: Operations,
  output: vscode.LogOutputChannel,
): void {
  subscriptions.push(
    operations.runner.registry.onDidStart(({ handler, owner, definition }) =>
      handler.addSink(new OutputSink(output, `[${owner.name} · ${taskTitle(definition)}] `)),
    ),
    followUnsavedRuns(operations),
  );
}
