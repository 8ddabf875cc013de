import * as l10n from '@vscode/l10n';
import { formatDuration } from '../../base/duration';
import { timeAgo } from '../texts/format';
import { endedText, failedText, joined, runningText } from '../texts/texts';
import type { Icon } from './itemParts';
import type { Look, TaskView } from './taskView';

/** The icons and texts of a task or run. */

const icons: Record<Look, Icon> = {
  never: { id: 'circle-outline' },
  running: { id: 'sync~spin', colour: 'charts.blue' },
  elsewhere: { id: 'sync~spin', colour: 'charts.blue' },
  completed: { id: 'testing-passed-icon', colour: 'testing.iconPassed' },
  warning: { id: 'warning', colour: 'list.warningForeground' },
  failed: { id: 'testing-failed-icon', colour: 'testing.iconFailed' },
  cancelled: { id: 'circle-slash', colour: 'testing.iconSkipped' },
};

export function viewIcon({ look }: TaskView): Icon {
  return icons[look];
}

/** A task's line after its name: `completed 3 min. ago · 12s`; failures first, since a narrow view cuts the end. */
export function viewText(view: TaskView, locale: string): string {
  if (view.run) return runningText(view.run, locale);
  if (view.look === 'never') return l10n.t('not run yet');
  if (view.endedAgo === undefined) return endText(view, locale);
  const ago = timeAgo(view.endedAgo, locale);
  return joined([failedText(view.failed ?? 0, locale), `${lookText(view.look)} ${ago}`, lastedText(view)]);
}

/** How a run ended, in full. */
export function endText(view: TaskView, locale: string): string {
  return joined([lookText(view.look), ...endDetails(view, locale)]);
}

/** A run's line in the list of runs, whose icon already shows that it completed. */
export function runEndText(view: TaskView, locale: string): string {
  const completed = view.look === 'completed' || view.look === 'warning';
  return joined([completed ? '' : lookText(view.look), ...endDetails(view, locale)]);
}

function endDetails(view: TaskView, locale: string): readonly string[] {
  return [view.unsaved ? l10n.t('not saved') : '', lastedText(view), failedText(view.failed ?? 0, locale)];
}

function lastedText({ lasted }: TaskView): string {
  return lasted === undefined ? '' : formatDuration(lasted);
}

function lookText(look: Look): string {
  switch (look) {
    case 'failed':
      return endedText('FAILED');
    case 'cancelled':
      return endedText('CANCELLED');
    case 'completed':
    case 'warning':
      return endedText('COMPLETED');
    case 'elsewhere':
      return l10n.t('running in another window');
    case 'never':
    case 'running':
      return '';
  }
}
