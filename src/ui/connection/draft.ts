import * as vscode from 'vscode';
import type { SourceEngine, SshSettings, SslMode } from '../../sources/source';
import type { Answer, Step } from './steps';

/** The connection as far as the person has described it. */
export interface ConnectionDraft {
  /** Set once the kind of database is chosen. */
  readonly engine?: SourceEngine;
  /** Whether the person pastes a connection string that contains the rest. */
  readonly pasted?: boolean;
  readonly name?: string;
  readonly dbName?: string;
  readonly dbHost?: string;
  readonly dbPort?: number;
  readonly schema?: string;
  readonly userName?: string;
  readonly password?: string;
  readonly ssl?: SslMode;
  readonly sslCaFile?: string;
  readonly ssh?: SshSettings;
  readonly language?: string;
}

/** A question about a connection; it returns the draft with the answer. */
export type ConnectionStep = Step<ConnectionDraft>;

/** The default title of a question. */
export const title = (): string => vscode.l10n.t('Add Database');
/** Refuses an empty answer. */
export const required = (text: string): string | undefined =>
  text === '' ? vscode.l10n.t('This cannot be empty.') : undefined;

/** Adds an answer to the draft. @param put makes the draft with the answer */
export async function answered<Value>(
  asking: Promise<Answer<Value>>,
  put: (value: Value) => ConnectionDraft,
): Promise<Answer<ConnectionDraft>> {
  const answer = await asking;
  return answer === undefined || answer === 'back' ? answer : { value: put(answer.value) };
}
