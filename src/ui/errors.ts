import * as vscode from 'vscode';
import { hasCode, messageOf, stackOf, ThothError, type ErrorCode } from '../base/errors';
import { shortMessage } from '../logging/record';
import { refusalOf } from '../operations/refusals';
import { FileRegisteredError } from '../operations/sqlDbs';
import { plainText } from './texts/plainText';
import type { Operations } from '../operations/operations';

/** A next step that an error message offers as a button. */
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
  'PROJECT_DATABASE_PLAIN_PASSWORD',
  'PROJECT_DATABASE_TLS_GONE',
  'PROJECT_DATABASE_LOCKED',
  'PROJECT_DATABASE_FULL',
  'PROJECT_DATABASE_DAMAGED',
  'PROJECT_DATABASE_GONE',
] as const);

/** Codes whose message is complete: the output has no further information. */
const selfExplaining: ReadonlySet<ErrorCode> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'ALREADY_RUNNING',
  'DESCRIPTION_CHANGED',
] as const);

/**
 * Shows an error, with buttons for next steps. Does not wait for an answer.
 * @param actions next steps that only the caller knows
 */
export function showError(
  services: Pick<Operations, 'logger' | 'redact'>,
  error: unknown,
  actions: readonly ErrorAction[] = [],
): void {
  const message = shortMessage(textOf(error), services.redact);
  services.logger.error(error instanceof ThothError ? message : stackOf(error));
  const offered = [...actions, ...actionsFor(error)];
  void vscode.window
    .showErrorMessage(plainText(message), ...offered.map(({ title }) => title))
    .then((chosen) => offered.find(({ title }) => title === chosen)?.run());
}

/** The message of an error; for common errors in the person's language. */
function textOf(error: unknown): string {
  if (!(error instanceof FileRegisteredError)) return messageOf(error);
  const { dbName, name, id } = error.sqlDb;
  return vscode.l10n.t(
    'The file "{0}" is registered already, as "{1}" (id {2}). Use that one, or remove it first.',
    dbName,
    name,
    id,
  );
}

function actionsFor(error: unknown): readonly ErrorAction[] {
  const code = error instanceof ThothError ? error.code : undefined;
  if (code !== undefined && projectDatabaseCodes.has(code)) return projectDatabaseActions(error);
  if (code !== undefined && selfExplaining.has(code)) return [];
  return [commandAction(vscode.l10n.t('Show Output'), 'thoth.showOutput')];
}

/** Next steps for a project database that does not open. */
export function projectDatabaseActions(
  error: unknown,
): readonly (ErrorAction & { readonly command: string; readonly icon: string })[] {
  const enterPassword = {
    ...commandAction(vscode.l10n.t('Enter Password…'), 'thoth.enterProjectPassword'),
    icon: 'key',
  };
  const overrule = {
    ...commandAction(vscode.l10n.t('Connect Without Encryption…'), 'thoth.allowProjectPlainPassword'),
    icon: 'unlock',
  };
  return [
    ...(refusalOf(error) ? [overrule] : []),
    ...(hasCode(error, 'PROJECT_DATABASE_LOGIN_REFUSED') ? [enterPassword] : []),
    { ...commandAction(vscode.l10n.t('Retry'), 'thoth.refresh'), icon: 'refresh' },
    {
      ...commandAction(vscode.l10n.t('Choose Another Place…'), 'thoth.chooseProjectDatabase'),
      icon: 'folder-opened',
    },
    { ...commandAction(vscode.l10n.t('Open Settings'), 'thoth.openSettings'), icon: 'gear' },
    { ...commandAction(vscode.l10n.t('Show Output'), 'thoth.showOutput'), icon: 'output' },
  ];
}

function commandAction(title: string, command: string) {
  return { title, command, run: () => vscode.commands.executeCommand(command) };
}
