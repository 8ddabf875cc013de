import * as l10n from '@vscode/l10n';
import type { TaskRunRow } from '../../../model/runs';
import type { TaskDefinition } from '../../../tasks/task';
import { dateAndTime, wholeNumber } from '../../texts/format';
import { endedText, taskTitle } from '../../texts/texts';
import type { TooltipParts } from '../itemParts';

/** The tooltip of a run, and of the task whose last run it is. */
export function runDetails(definition: TaskDefinition, run: TaskRunRow, locale: string): TooltipParts {
  const running = run.status === 'RUNNING';
  const ended = run.status === 'RUNNING' || run.status === 'IDLE' ? '' : endedText(run.status);
  return {
    heading: taskTitle(definition),
    details: [
      [l10n.t('Status'), running ? l10n.t('running') : ended],
      [l10n.t('Started'), dateAndTime(run.startTime, locale)],
      [l10n.t('Ended'), run.endTime === null ? '' : dateAndTime(run.endTime, locale)],
      [l10n.t('Done'), running ? '' : wholeNumber(run.processed, locale)],
      [l10n.t('Failed'), run.failed > 0 ? wholeNumber(run.failed, locale) : ''],
      [l10n.t('Process'), `${run.processId} (${run.host})`],
      [l10n.t('Task id'), run.taskId],
    ],
    text: run.error ?? '',
  };
}
