import * as l10n from '@vscode/l10n';
import type { FinalStatus } from '../../model/runs';
import type { TaskDefinition } from '../../tasks/task';
import type { TaskRun } from '../../tasks/running/taskRun';
import type { WaitedFor } from '../../tasks/running/waiting';
import { percent, wholeNumber } from './format';

/** A task kind's name in the editor's language. */
export function taskTitle({ title }: Pick<TaskDefinition, 'title'>): string {
  return l10n.t(title);
}

/** How a run ended, as the beginning of a line. */
export function endedText(status: FinalStatus): string {
  const texts: Record<FinalStatus, string> = {
    COMPLETED: l10n.t('completed'),
    FAILED: l10n.t('failed'),
    CANCELLED: l10n.t('cancelled'),
  };
  return texts[status];
}

/** The items of a step, in the editor's language. */
function stepName({ steps }: TaskDefinition, step: number): string | undefined {
  const name = steps[step - 1];
  return name === undefined ? undefined : l10n.t(name);
}

/** The progress of a run, for its notification: `2/3 columns · 340/1,200 · Invoice`, or `1/4 databases · Sales`. */
export function progressText({ definition, owner, progress, stopping, stoppedBy }: TaskRun, locale: string): string {
  if (stopping) return joined([l10n.t('Stopping…'), ...stoppedBy.map(waitingText)]);
  if (progress.step === 0) return l10n.t('Starting…');
  const { step, stepCount, total, current } = progress;
  if (owner.type === 'workspace')
    return joined([`${doneText(progress, locale)} ${l10n.t('databases')}`, current ?? '']);
  const name = stepName(definition, step);
  return joined([
    `${step}/${stepCount}${name === undefined ? '' : ` ${name}`}`,
    total > 0 ? doneText(progress, locale) : '',
    current ?? '',
  ]);
}

/** What a stopping run still waits for. */
function waitingText(what: WaitedFor): string {
  const texts: Record<WaitedFor, string> = {
    projectDatabase: l10n.t('still waiting for the project database'),
    source: l10n.t('still waiting for the database'),
    model: l10n.t('still waiting for the model'),
  };
  return texts[what];
}

/** The progress of a run, for its line in the tree: `43% · 120/280 · 2 failed`. */
export function runningText({ progress, stopping }: TaskRun, locale: string): string {
  return joined([
    stopping ? l10n.t('Stopping…') : '',
    percent(progress.fraction, locale),
    progress.total > 0 ? doneText(progress, locale) : '',
    failedText(progress.failed, locale),
  ]);
}

/** `2 failed`, or an empty text if none failed. */
export function failedText(failed: number, locale: string): string {
  return failed > 0 ? l10n.t('{0} failed', wholeNumber(failed, locale)) : '';
}

/** Joins the parts that are not empty into one line. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function doneText({ done, total }: { readonly done: number; readonly total: number }, locale: string): string {
  return `${wholeNumber(done, locale)}/${wholeNumber(total, locale)}`;
}

/** The beginning of a text, in one line. */
export function oneLine(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}
