import * as vscode from 'vscode';
import { refusalOf, type Refusal } from '../../operations/refusals';

/**
 * Asks a person whether to connect although Thoth refuses to.
 * @param name of the database that is connected to
 * @returns what the person overrules; undefined if they do not, or if the error is another one
 */
export async function askToOverrule(error: unknown, name: string): Promise<Refusal | undefined> {
  const refusal = refusalOf(error);
  if (refusal === undefined) return undefined;
  const { question, detail, answer } = textsOf(refusal, name);
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, answer);
  return chosen === answer ? refusal : undefined;
}

function textsOf(
  refusal: Refusal,
  name: string,
): { readonly question: string; readonly detail: string; readonly answer: string } {
  const { l10n } = vscode;
  return refusal === 'plainPassword'
    ? {
        question: l10n.t('Send the password of “{0}” without encryption?', name),
        detail: plainPasswordDetail(),
        answer: l10n.t('Send Without Encryption'),
      }
    : {
        question: l10n.t('Connect to “{0}” although its server has no encryption any more?', name),
        detail: l10n.t(
          'The server had encryption (TLS) before. Somebody may be in between and pretend that it has none. Ask its administrator before you go on.',
        ),
        answer: l10n.t('Connect Anyway'),
      };
}

/** What a person should know before a password is sent without encryption. */
export function plainPasswordDetail(): string {
  return vscode.l10n.t(
    'Where the server has no encryption, everybody in between can read the password and the data. It is safer to have TLS switched on there, and to choose “verify-full” or “require”. Your answer is kept on this machine, for this database and user.',
  );
}
