import type { TaskRunRow } from '../../../model/runs';
import type { TaskDefinition } from '../../../tasks/task';
import { taskTitle } from '../../texts/texts';
import type { ItemContext, ItemParts, TooltipParts } from '../itemParts';
import { isActive, stateOf, taskView, type TaskView } from '../taskView';
import { viewIcon, viewText } from '../viewTexts';
import { ownerOf, rowOf, type OwnerTreeNode } from './owner';
import { runDetails } from './runDetails';

/** One task of a database or workspace; its children are the last runs. Kept over refreshes like its parent. */
export interface TaskTreeNode {
  readonly type: 'task';
  readonly id: string;
  readonly parent: OwnerTreeNode;
  readonly definition: TaskDefinition;
  lastRun: TaskRunRow | undefined;
}

export function taskParts(node: TaskTreeNode, context: ItemContext): ItemParts {
  const { definition, parent, lastRun } = node;
  const view = viewOf(node, context);
  const activity = isActive(view) ? 'running' : 'idle';
  return {
    label: taskTitle(definition),
    icon: viewIcon(view),
    description: viewText(view, context.locale),
    ...(lastRun && { state: 'collapsed' }),
    contextValue: ['task', activity, definition.kind, parent.type, lastRun ? 'logged' : 'new'].join('.'),
  };
}

/** Undefined if the task has never run. */
export function taskTooltip({ definition, lastRun }: TaskTreeNode, locale: string): TooltipParts | undefined {
  return lastRun && runDetails(definition, lastRun, locale);
}

function viewOf({ parent, definition, lastRun }: TaskTreeNode, { registry, now }: ItemContext): TaskView {
  const run = registry.find(ownerOf(parent), definition.kind);
  const state = stateOf(rowOf(parent), definition);
  return taskView(state, lastRun, run, now, registry.findUnsaved(state.taskId));
}
