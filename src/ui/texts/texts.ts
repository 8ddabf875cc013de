import * as l10n from '@vscode/l10n';
import type { FinalStatus } from '../../model/runs';
import type { TaskRun } from '../../tasks/running/taskRun';
import type { WaitedFor } from '../../tasks/running/waiting';
import { percent, wholeNumber } from './format';

/** A task kind's name in the editor's language. */
export function taskTitle({ kind, title }: { readonly kind: string; readonly title: string }): string {
  const titles: Record<string, string> = {
    dbElements: l10n.t('Database elements'),
    tableComments: l10n.t('Table comments'),
    columnComments: l10n.t('Column comments'),
  };
  return titles[kind] ?? title;
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

/** What the items of a step are, for the steps of each task kind. */
function stepName(kind: string, step: number): string | undefined {
  const names: Record<string, readonly string[]> = {
    dbElements: [l10n.t('tables'), l10n.t('columns'), l10n.t('relationships')],
    tableComments: [l10n.t('choosing'), l10n.t('tables')],
    columnComments: [l10n.t('choosing'), l10n.t('columns')],
  };
  return names[kind]?.[step - 1];
}

/** How far a run is, for its progress notification: `2/3 columns · 340/1,200 · Invoice`, or `1/4 databases · Sales`. */
export function progressText({ definition, owner, progress, stopping, stoppedBy }: TaskRun, locale: string): string {
  if (stopping) return joined([l10n.t('Stopping…'), ...stoppedBy.map(stillWaiting)]);
  if (progress.step === 0) return l10n.t('Starting…');
  const { step, stepCount, total, current } = progress;
  if (owner.type === 'workspace')
    return joined([`${doneText(progress, locale)} ${l10n.t('databases')}`, current ?? '']);
  const name = stepName(definition.kind, step);
  return joined([
    `${step}/${stepCount}${name === undefined ? '' : ` ${name}`}`,
    total > 0 ? doneText(progress, locale) : '',
    current ?? '',
  ]);
}

/** What keeps a run from stopping. */
function stillWaiting(what: WaitedFor): string {
  const texts: Record<WaitedFor, string> = {
    projectDatabase: l10n.t('still waiting for the project database'),
    source: l10n.t('still waiting for the database'),
    model: l10n.t('still waiting for the model'),
  };
  return texts[what];
}

/** How far a run is, for its line in the tree: `43% · 120/280 · 2 failed`. */
export function runningText({ progress, stopping }: TaskRun, locale: string): string {
  return joined([
    stopping ? l10n.t('Stopping…') : '',
    percent(progress.fraction, locale),
    progress.total > 0 ? doneText(progress, locale) : '',
    failedText(progress.failed, locale),
  ]);
}

/** `2 failed`, or nothing where none did. */
export function failedText(failed: number, locale: string): string {
  return failed > 0 ? l10n.t('{0} failed', wholeNumber(failed, locale)) : '';
}

/** The parts that are not empty, in one line. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function doneText({ done, total }: { readonly done: number; readonly total: number }, locale: string): string {
  return `${wholeNumber(done, locale)}/${wholeNumber(total, locale)}`;
}
