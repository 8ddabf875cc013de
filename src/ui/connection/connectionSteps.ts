import * as vscode from 'vscode';
import { messageOf } from '../../base/errors';
import { languageCodes } from '../../comments/prompt/languages';
import { nameOfFile, uniqueName } from '../../operations/sqlDbNames';
import { parseConnectionString } from '../../sources/server/connectionString';
import { sourceEngines } from '../../sources/engines';
import type { SourceEngine } from '../../sources/source';
import { languageName } from '../texts/format';
import { answered, required, title, type ConnectionDraft, type ConnectionStep } from './draft';
import { serverSteps } from './serverSteps';
import { askChoice, askText, type Answer, type Choice, type Position } from './steps';
import { locale } from '../texts/editorLanguage';

export type { ConnectionDraft };

/** The questions about a connection; each answer decides which ones follow. */
export function connectionSteps(takenNames: readonly string[]): (draft: ConnectionDraft) => readonly ConnectionStep[] {
  const last = [askLanguage, askName(takenNames)];
  return (draft) => {
    const { engine, pasted } = draft;
    if (pasted) return [askKind, askConnectionString, ...serverSteps(draft), ...last];
    if (!engine) return [askKind];
    return engine.isFile ? [askKind, askFile, ...last] : [askKind, ...serverSteps(draft), ...last];
  };
}

function askKind(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const engines = [...sourceEngines.values()];
  const choices: Choice<SourceEngine | 'pasted'>[] = [
    ...engines.map((engine) => ({
      label: engine.label,
      description: engine.isFile ? vscode.l10n.t('a file') : vscode.l10n.t('a server'),
      iconPath: new vscode.ThemeIcon(engine.isFile ? 'file' : 'server'),
      value: engine,
    })),
    {
      label: vscode.l10n.t('Paste a connection string…'),
      description: engines.flatMap(({ urlSchemes }) => urlSchemes.map((scheme) => `${scheme}://`)).join(' '),
      iconPath: new vscode.ThemeIcon('clippy'),
      value: 'pasted',
    },
  ];
  const isActive = (value: SourceEngine | 'pasted'): boolean => value === (draft.pasted ? 'pasted' : draft.engine);
  return answered(
    askChoice({ title: vscode.l10n.t('What Kind of Database?'), choices }, isActive, position),
    (value) => {
      const { engine, pasted: _pasted, ...rest } = draft;
      if (value === 'pasted') return { ...rest, ...(draft.pasted && engine && { engine }), pasted: true };
      return value === engine
        ? { ...rest, engine }
        : { ...(draft.name !== undefined && { name: draft.name }), engine: value };
    },
  );
}

async function askFile(draft: ConnectionDraft): Promise<Answer<ConnectionDraft>> {
  const { label = '', fileExtensions = [] }: Partial<SourceEngine> = draft.engine ?? {};
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a Database File'),
    openLabel: vscode.l10n.t('Add'),
    filters: { [vscode.l10n.t('{0} databases', label)]: [...fileExtensions], [vscode.l10n.t('All files')]: ['*'] },
  });
  const file = picked?.[0];
  if (!file) return 'back';
  return { value: { ...draft, dbName: file.scheme === 'file' ? file.fsPath : file.toString(true) } };
}

function askConnectionString(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const engines = [...sourceEngines.values()];
  const problem = (text: string): string | undefined => {
    try {
      parseConnectionString(text, engines);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  const question = {
    title: title(),
    prompt: vscode.l10n.t('The connection string; its password goes to the editor’s secret storage and nowhere else.'),
    placeholder: 'postgres://user:password@host:5432/database',
    value: '',
    validate: problem,
    // a connection string probably contains a password
    password: true,
  };
  return answered(askText(question, position), (text) => {
    const { dbType, ...parsed } = parseConnectionString(text, engines);
    const engine = sourceEngines.get(dbType);
    return { ...draft, ...parsed, ...(engine && { engine }) };
  });
}

function askLanguage(draft: ConnectionDraft, position: Position): Promise<Answer<ConnectionDraft>> {
  const choices = languageCodes.map((language) => ({
    label: languageName(language, locale()),
    description: language,
    value: language,
  }));
  const own = locale().slice(0, 2);
  const wanted = draft.language ?? (choices.some(({ value }) => value === own) ? own : 'en');
  choices.sort(
    (one, other) =>
      Number(other.value === wanted) - Number(one.value === wanted) || one.label.localeCompare(other.label, locale()),
  );
  const question = { title: vscode.l10n.t('In Which Language Are Comments Written?'), choices };
  return answered(
    askChoice(question, (value) => value === wanted, position),
    (language) => ({ ...draft, language }),
  );
}

function askName(taken: readonly string[]): ConnectionStep {
  return (draft, position) => {
    const question = {
      title: title(),
      prompt: vscode.l10n.t('How it is called in Thoth'),
      value: draft.name ?? uniqueName(nameOfDraft(draft), taken),
      validate: (text: string) =>
        required(text) ?? (taken.includes(text) ? vscode.l10n.t('Another database has this name.') : undefined),
    };
    return answered(askText(question, position), (name) => ({ ...draft, name }));
  };
}

function nameOfDraft({ engine, dbName = '' }: ConnectionDraft): string {
  return engine?.isFile ? nameOfFile(dbName) : dbName;
}
