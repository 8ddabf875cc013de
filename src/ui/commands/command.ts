import * as vscode from 'vscode';
import type { CommandArguments, CommandWithArguments } from '../arguments';
import { isCancelled } from '../../base/errors';
import { showError, type ErrorAction } from '../errors';
import type { CommandId } from '../ids';
import type { Services } from '../services';
import { isTreeNode, type TreeNode } from '../tree/nodes';

/** What a person pointed at when they chose a command: lines of the tree, files of the explorer, or nothing. */
export interface Target {
  readonly nodes: readonly TreeNode[];
  /** The line under the mouse, for what is done to one line only; it need not be the first. */
  readonly node?: TreeNode;
  readonly files: readonly vscode.Uri[];
}

/** A command that takes an argument object from a program, and makes one out of what a person points at or answers. */
export interface ThothCommand<Id extends CommandWithArguments, Result> {
  readonly id: Id;
  /** The argument that the person means; undefined when they gave up. */
  ask(services: Services, target: Target): Promise<CommandArguments<Id> | undefined>;
  /** Does the work, for programs and people alike; asks and shows nothing but progress. */
  run(services: Services, given: CommandArguments<Id>): Promise<Result>;
  /** Tells a person the outcome, where the tree does not. */
  tell?(services: Services, result: Result, given: CommandArguments<Id>): void;
  /** Next steps to offer with an error. */
  actions?(services: Services, error: unknown, given: CommandArguments<Id>): readonly ErrorAction[];
}

/**
 * Registers a command. With an argument object it returns the result or throws a ThothError; otherwise a person called it:
 * they are asked, and an error is shown to them, not thrown.
 */
export function registerThothCommand<Id extends CommandWithArguments, Result>(
  services: Services,
  command: ThothCommand<Id, Result>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command.id, async (argument: unknown, selection: unknown) => {
    services.project.retry();
    const target = targetOf(argument, selection);
    if (target) return runForPerson(services, command, target);
    const { parseArguments } = await import('../arguments');
    return command.run(services, parseArguments(command.id, argument));
  });
}

/** Registers a command that takes no argument; an error is shown to the person, and nothing is returned then. */
export function registerSimpleCommand(
  services: Services,
  id: CommandId,
  run: (target: Target) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument: unknown, selection: unknown) => {
    services.project.retry();
    try {
      return await run(targetOf(argument, selection) ?? { nodes: [], files: [] });
    } catch (error) {
      showError(services, error);
      return undefined;
    }
  });
}

/** Asks a person for what a command needs, runs it, and shows them what came of it. */
export async function runForPerson<Id extends CommandWithArguments, Result>(
  services: Services,
  command: ThothCommand<Id, Result>,
  target: Target,
): Promise<Result | undefined> {
  let given: CommandArguments<Id> | undefined;
  try {
    given = await command.ask(services, target);
    if (given === undefined) return undefined;
    const result = await command.run(services, given);
    command.tell?.(services, result, given);
    return result;
  } catch (error) {
    // whoever cancels knows that they did
    if (!isCancelled(error)) {
      showError(services, error, given === undefined ? [] : command.actions?.(services, error, given));
    }
    return undefined;
  }
}

/** What a person pointed at; undefined where a program called with an argument object. */
function targetOf(argument: unknown, selection: unknown): Target | undefined {
  if (argument === undefined || argument === null) return { nodes: [], files: [] };
  const all = Array.isArray(selection) && selection.length > 0 ? (selection as unknown[]) : [argument];
  if (isTreeNode(argument)) return { nodes: all.filter(isTreeNode), node: argument, files: [] };
  if (argument instanceof vscode.Uri) return { nodes: [], files: all.filter((item) => item instanceof vscode.Uri) };
  return undefined;
}
