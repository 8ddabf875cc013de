import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { Catalog } from '../../catalog/catalog';
import { cancellable } from '../cancellable';
import { settingIds } from '../ids';
import { locationKey, withoutPassword } from '../../operations/projectDatabaseLocation';
import type { Services } from '../services';
import { locateProjectDatabase } from '../settings';
import { askChoice, askText, takeSteps, type Answer, type Position, type Step } from '../connection/steps';
import { joined } from '../texts/texts';

/** Lets a person choose where the project database is. It is tried before the settings say so; what follows is done there. */
export async function chooseProjectDatabase(services: Services): Promise<void> {
  const setting = await askForPlace(services, vscode.l10n.t('Where Is the Project Database?'));
  if (setting === undefined) return;
  const catalog = await openPlace(services, setting);
  await catalog.close();
  await saveSetting(setting);
}

/** Copies the whole project database to another place, checks the copy, and only then uses it. The old one stays as it is. */
export async function moveProjectDatabase(services: Services): Promise<void> {
  const { project, passwords, runner } = services;
  if (runner.registry.list().length > 0) {
    throw new ThothError(
      'ALREADY_RUNNING',
      vscode.l10n.t('Tasks are running. Wait until they have ended, or cancel them.'),
    );
  }
  const from = await project.get();
  const fromKey = locationKey(locateProjectDatabase(services.storageUri));
  const setting = await askForPlace(services, vscode.l10n.t('Move the Project Database to Which Place?'));
  if (setting === undefined) return;
  const target = locateProjectDatabase(services.storageUri, setting);
  if (locationKey(target) === fromKey) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      vscode.l10n.t('The project database is there already. Choose another place.'),
    );
  }
  const to = await openPlace(services, setting);
  try {
    await copy(from, to);
    for (const { id } of await to.sqlDbs.list()) await passwords.copy(id, fromKey, locationKey(target));
  } finally {
    await to.close();
  }
  await saveSetting(setting);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The project database has moved. The old one was left as it was.'),
  );
}

/** Asks for the password of the server that the settings name, and tries again. */
export async function enterProjectPassword({ project, projectPasswords, storageUri }: Services): Promise<void> {
  const location = locateProjectDatabase(storageUri);
  if (!('url' in location)) return;
  const password = await vscode.window.showInputBox({
    title: vscode.l10n.t('Password of the Project Database'),
    prompt: location.url,
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined) return;
  await projectPasswords.store(location.url, password);
  await project.reopen();
}

async function copy(from: Catalog, to: Catalog): Promise<void> {
  const { copyProjectDatabase } = await import('../../catalog/copy/copyProjectDatabase');
  await cancellable(vscode.l10n.t('Moving the project database…'), async (signal, report) => {
    let percent = 0;
    const onProgress = (copied: number, total: number): void => {
      const now = Math.floor((copied / Math.max(1, total)) * 100);
      if (now > percent) report({ increment: now - percent, message: `${now}%` });
      percent = Math.max(percent, now);
    };
    await copyProjectDatabase(from, to, { signal, onProgress });
  });
}

/** Opens the project database at the place that a setting names. @throws as opening it does */
function openPlace({ openProjectDatabase, storageUri }: Services, setting: string): Promise<Catalog> {
  return cancellable(vscode.l10n.t('Opening the project database…'), () =>
    openProjectDatabase(locateProjectDatabase(storageUri, setting)),
  );
}

async function saveSetting(setting: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const value = setting === '' ? undefined : setting;
  await settings.update(settingIds.projectDatabase, value, vscode.ConfigurationTarget.Global);
}

interface Place {
  readonly kind?: 'embedded' | 'file' | 'server';
  readonly setting: string;
  readonly password?: string;
}

/** @returns the value of the setting; the password of a server is kept by then */
async function askForPlace({ projectPasswords }: Services, title: string): Promise<string | undefined> {
  const kinds = [
    {
      label: vscode.l10n.t('Thoth’s own file'),
      description: vscode.l10n.t('on this machine'),
      value: 'embedded' as const,
    },
    { label: vscode.l10n.t('Another file…'), description: 'SQLite', value: 'file' as const },
    {
      label: vscode.l10n.t('A server that a team shares…'),
      description: joined(['PostgreSQL', 'MariaDB']),
      value: 'server' as const,
    },
  ];
  const askKind = async (place: Place, position: Position): Promise<Answer<Place>> => {
    const answer = await askChoice({ title, choices: kinds }, (value) => value === place.kind, position);
    if (answer === undefined || answer === 'back') return answer;
    const { value: kind } = answer;
    if (kind !== 'file') return { value: { kind, setting: kind === place.kind ? place.setting : '' } };
    const file = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Choose a File for the Project Database'),
      saveLabel: vscode.l10n.t('Use'),
      filters: { [vscode.l10n.t('SQLite databases')]: ['sqlite'] },
    });
    return file && { value: { kind, setting: file.fsPath } };
  };
  const askUrl = async (place: Place, position: Position): Promise<Answer<Place>> => {
    const { parseServerUrl } = await import('../../catalog/storage/server/serverUrl');
    const problem = (text: string): string | undefined => {
      try {
        parseServerUrl(withoutPassword(text).url);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    const question = {
      title,
      prompt: vscode.l10n.t('The address of the database; the tables are made where there are none'),
      placeholder: 'postgres://user@host:5432/database',
      value: place.setting,
      validate: problem,
    };
    const answer = await askText(question, position);
    if (answer === undefined || answer === 'back') return answer;
    const { url, password } = withoutPassword(answer.value);
    return { value: { ...place, setting: url, ...(password !== undefined && { password }) } };
  };
  const askPassword = async (place: Place, position: Position): Promise<Answer<Place>> => {
    const known = place.password ?? (await projectPasswords.get(place.setting)) ?? '';
    const prompt = vscode.l10n.t('The password; kept in the editor’s secret storage. Empty where none is needed.');
    const answer = await askText({ title, prompt, value: known, password: true }, position);
    return answer === undefined || answer === 'back' ? answer : { value: { ...place, password: answer.value } };
  };
  const steps = (place: Place): readonly Step<Place>[] =>
    place.kind === 'server' ? [askKind, askUrl, askPassword] : [askKind];
  const place = await takeSteps<Place>({ setting: '' }, steps);
  if (place?.kind === 'server') await projectPasswords.store(place.setting, place.password ?? '');
  return place?.setting;
}
