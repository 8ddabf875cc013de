import * as vscode from 'vscode';
import { hasCode, messageOf, stackOf, ThothError, type ErrorCode } from '../base/errors';
import { shortMessage } from '../logging/record';
import { commandIds } from './ids';
import { plainText } from './texts/plainText';
import type { Services } from './services';

/** A next step that an error message offers. */
export interface ErrorAction {
  readonly title: string;
  run(): unknown;
}

const projectDatabaseCodes: ReadonlySet<ErrorCode> = new Set([
  'PROJECT_DATABASE_UNREADABLE',
  'PROJECT_DATABASE_FOREIGN',
  'PROJECT_DATABASE_NEWER',
  'PROJECT_DATABASE_READ_ONLY',
  'PROJECT_DATABASE_UNSUPPORTED',
  'PROJECT_DATABASE_LOGIN_REFUSED',
  'PROJECT_DATABASE_LOCKED',
  'PROJECT_DATABASE_FULL',
  'PROJECT_DATABASE_DAMAGED',
  'PROJECT_DATABASE_GONE',
] as const);

/** Codes whose message says all there is: the output has nothing to add. */
const selfExplaining: ReadonlySet<ErrorCode> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'ALREADY_RUNNING',
] as const);

/**
 * Tells the person what went wrong, with buttons for what can be done. Does not wait for an answer.
 * @param actions next steps that only the caller knows
 */
export function showError(services: Services, error: unknown, actions: readonly ErrorAction[] = []): void {
  const message = shortMessage(messageOf(error), services.redact);
  services.logger.error(error instanceof ThothError ? message : stackOf(error));
  const offered = [...actions, ...actionsFor(error)];
  void vscode.window
    .showErrorMessage(plainText(message), ...offered.map(({ title }) => title))
    .then((chosen) => offered.find(({ title }) => title === chosen)?.run());
}

function actionsFor(error: unknown): readonly ErrorAction[] {
  const code = error instanceof ThothError ? error.code : undefined;
  if (code !== undefined && projectDatabaseCodes.has(code)) return projectDatabaseActions(error);
  if (code !== undefined && selfExplaining.has(code)) return [];
  return [commandAction(vscode.l10n.t('Show Output'), commandIds.showOutput)];
}

/** What can be done about a project database that does not open. */
export function projectDatabaseActions(
  error: unknown,
): readonly (ErrorAction & { readonly command: string; readonly icon: string })[] {
  const enterPassword = {
    ...commandAction(vscode.l10n.t('Enter Password…'), commandIds.enterProjectPassword),
    icon: 'key',
  };
  return [
    ...(hasCode(error, 'PROJECT_DATABASE_LOGIN_REFUSED') ? [enterPassword] : []),
    { ...commandAction(vscode.l10n.t('Retry'), commandIds.refresh), icon: 'refresh' },
    {
      ...commandAction(vscode.l10n.t('Choose Another Place…'), commandIds.chooseProjectDatabase),
      icon: 'folder-opened',
    },
    { ...commandAction(vscode.l10n.t('Open Settings'), commandIds.openSettings), icon: 'gear' },
    { ...commandAction(vscode.l10n.t('Show Output'), commandIds.showOutput), icon: 'output' },
  ];
}

function commandAction(title: string, command: string) {
  return { title, command, run: () => vscode.commands.executeCommand(command) };
}
