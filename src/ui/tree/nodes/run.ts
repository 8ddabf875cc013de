import type { TaskRunRow } from '../../../model/runs';
import { dateAndTime } from '../../texts/format';
import { joined, runningText, taskTitle } from '../../texts/texts';
import type { ItemContext, ItemParts, TooltipParts } from '../itemParts';
import { isActive, runView } from '../taskView';
import { endText, runEndText, viewIcon } from '../viewTexts';
import { runDetails } from './runDetails';
import type { TaskTreeNode } from './task';

/** One of the last runs of a task. */
export interface RunTreeNode {
  readonly type: 'run';
  readonly id: string;
  readonly parent: TaskTreeNode;
  readonly run: TaskRunRow;
}

export function runParts({ run, parent }: RunTreeNode, { registry, now, locale }: ItemContext): ItemParts {
  const view = runView(run, registry.get(run.taskId), now, registry.findUnsaved(run.taskId));
  const label = dateAndTime(run.startTime, locale);
  return {
    label,
    icon: viewIcon(view),
    description: view.run ? runningText(view.run, locale) : runEndText(view, locale),
    contextValue: isActive(view) ? 'run.running' : 'run.ended',
    command: {
      command: 'thoth.showTaskLog',
      title: taskTitle(parent.definition),
      arguments: [{ taskId: run.taskId }],
    },
    ...(!view.run && { accessibilityLabel: joined([label, endText(view, locale)]) }),
  };
}

export function runTooltip({ run, parent }: RunTreeNode, locale: string): TooltipParts {
  return runDetails(parent.definition, run, locale);
}
