import * as vscode from 'vscode';
import type { output, ZodType } from 'zod';
import { isCancelled } from '../../base/errors';
import type { ArgumentParts } from '../arguments';
import { showError, type ErrorAction } from '../errors';
import type { Services } from '../services';
import { isTreeNode, type TreeNode } from '../tree/nodes';
import type { Menu } from './menus';

/** What the manifest declares of a command. `npm run manifest` writes it there. */
export interface CommandContribution {
  readonly id: `thoth.${string}`;
  /** In English; `package.nls.it.json` has the translation. */
  readonly title: string;
  /** A codicon, for menus that show the command as a button. */
  readonly icon?: string;
  readonly menus?: readonly Menu[];
  /** False for a command that needs a line of the tree. */
  readonly inPalette?: false;
}

/** A command that gets an argument object from a program, or makes one from a person's selection or answers. */
export interface CommandWithArgument<Schema extends ZodType, Result> extends CommandContribution {
  /** The schema of the argument object. */
  argument(parts: ArgumentParts): Schema;
  /** Asks the person for the argument; undefined if they cancelled. */
  ask(services: Services, target: Target): Promise<output<Schema> | undefined>;
  /** Calls the operation, for programs and people. */
  run(services: Services, given: output<Schema>): Promise<Result>;
  /** After an error: asks the person whether to do it all the same. @returns whether to run it again */
  overrule?(services: Services, error: unknown, given: output<Schema>): Promise<boolean>;
  /** Shows the result to the person, if the tree does not. */
  tell?(services: Services, result: Result, given: output<Schema>): void;
  /** The buttons of an error message. */
  actions?(services: Services, error: unknown, given: output<Schema>): readonly ErrorAction[];
}

/** A command for people, which takes no argument. */
export interface CommandWithoutArgument extends CommandContribution {
  perform(services: Services, target: Target): unknown;
}

/** An entry of the list of commands. */
export interface Command extends CommandContribution {
  register(services: Services): vscode.Disposable;
}

/** What a person selected when they called a command: lines of the tree, files of the explorer, or nothing. */
export interface Target {
  readonly nodes: readonly TreeNode[];
  /** The line under the mouse, for commands for a single line; it need not be the first. */
  readonly node?: TreeNode;
  readonly files: readonly vscode.Uri[];
}

/**
 * Defines a command that takes an argument object. With one, it returns the result or throws a ThothError. Without, it
 * asks the person, and shows an error instead of throwing it; then it returns undefined.
 */
export function defineCommand<Schema extends ZodType, Result>(
  command: CommandWithArgument<Schema, Result>,
): CommandWithArgument<Schema, Result> & Command {
  const register = (services: Services): vscode.Disposable =>
    vscode.commands.registerCommand(command.id, async (argument: unknown, selection: unknown) => {
      services.project.retry();
      const target = targetOf(argument, selection);
      if (target) return runForPerson(services, command, target);
      const { argumentParts, parseArgument } = await import('../arguments');
      return command.run(services, parseArgument(command.id, command.argument(argumentParts), argument));
    });
  return { ...command, register };
}

/** Defines a command without an argument. It shows an error instead of throwing it; then it returns undefined. */
export function defineSimpleCommand(command: CommandWithoutArgument): Command {
  const register = (services: Services): vscode.Disposable =>
    vscode.commands.registerCommand(command.id, async (argument: unknown, selection: unknown) => {
      services.project.retry();
      try {
        return await command.perform(services, targetOf(argument, selection) ?? { nodes: [], files: [] });
      } catch (error) {
        showError(services, error);
        return undefined;
      }
    });
  return { ...command, register };
}

/** Asks the person for the argument of a command, runs it, and shows them the result. */
export async function runForPerson<Schema extends ZodType, Result>(
  services: Services,
  command: CommandWithArgument<Schema, Result>,
  target: Target,
): Promise<Result | undefined> {
  let given: output<Schema> | undefined;
  try {
    given = await command.ask(services, target);
    if (given === undefined) return undefined;
    const result = await runOrOverrule(services, command, given);
    command.tell?.(services, result, given);
    return result;
  } catch (error) {
    // a cancelled command shows no message
    if (!isCancelled(error)) {
      showError(services, error, given === undefined ? [] : command.actions?.(services, error, given));
    }
    return undefined;
  }
}

async function runOrOverrule<Schema extends ZodType, Result>(
  services: Services,
  command: CommandWithArgument<Schema, Result>,
  given: output<Schema>,
): Promise<Result> {
  for (;;) {
    try {
      return await command.run(services, given);
    } catch (error) {
      if (!(await command.overrule?.(services, error, given))) throw error;
    }
  }
}

/** What a person selected; undefined if a program called with an argument object. */
function targetOf(argument: unknown, selection: unknown): Target | undefined {
  if (argument === undefined || argument === null) return { nodes: [], files: [] };
  const all = Array.isArray(selection) && selection.length > 0 ? (selection as unknown[]) : [argument];
  if (isTreeNode(argument)) return { nodes: all.filter(isTreeNode), node: argument, files: [] };
  if (argument instanceof vscode.Uri) return { nodes: [], files: all.filter((item) => item instanceof vscode.Uri) };
  return undefined;
}
