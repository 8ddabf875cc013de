import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import { locationKey, projectFileExtension, withoutPassword } from '../../operations/projectDatabaseLocation';
import { askToOverrule } from '../connection/overruling';
import { askChoice, askText, takeSteps, type Answer, type Position, type Step } from '../connection/steps';
import type { Services } from '../services';
import { joined } from '../texts/texts';
import { defineSimpleCommand } from './command';
import { aboveTree } from './menus';

/** Lets a person choose where the project database is. */
export const chooseProjectDatabase = defineSimpleCommand({
  id: 'thoth.chooseProjectDatabase',
  title: 'Choose Project Database…',
  menus: [aboveTree('3_settings@1')],
  async perform(services) {
    const setting = await askForPlace(services, vscode.l10n.t('Where Is the Project Database?'));
    if (setting !== undefined) await unlessRefused(services, setting, () => services.projectPlaces.choose(setting));
  },
});

/** Copies the whole project database to another place and uses the copy. The old one is left unchanged. */
export const moveProjectDatabase = defineSimpleCommand({
  id: 'thoth.moveProjectDatabase',
  title: 'Move Project Database…',
  menus: [aboveTree('3_settings@1')],
  async perform(services) {
    const { locate, project, projectPlaces, runner } = services;
    if (runner.registry.list().length > 0) {
      throw new ThothError(
        'ALREADY_RUNNING',
        vscode.l10n.t('Tasks are running. Wait until they have ended, or cancel them.'),
      );
    }
    await project.get();
    const setting = await askForPlace(services, vscode.l10n.t('Move the Project Database to Which Place?'));
    if (setting === undefined) return;
    if (locationKey(locate(setting)) === locationKey(locate())) {
      throw new ThothError(
        'INVALID_ARGUMENT',
        vscode.l10n.t('The project database is there already. Choose another place.'),
      );
    }
    await unlessRefused(services, setting, () => projectPlaces.move(setting));
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The project database has moved. The old one was left as it was.'),
    );
  },
});

/** Asks for the password of the configured server, and connects again. */
export const enterProjectPassword = defineSimpleCommand({
  id: 'thoth.enterProjectPassword',
  title: 'Enter Password of the Project Database…',
  async perform({ locate, project, projectPlaces }) {
    const location = locate();
    if (!('url' in location)) return;
    const password = await vscode.window.showInputBox({
      title: vscode.l10n.t('Password of the Project Database'),
      prompt: location.url,
      password: true,
      ignoreFocusOut: true,
    });
    if (password === undefined) return;
    await projectPlaces.storePassword(location.url, password);
    await project.reopen();
  },
});

/** Asks whether to open the configured project database although Thoth refuses to, and opens it. */
export const overruleProjectRefusal = defineSimpleCommand({
  id: 'thoth.allowProjectPlainPassword',
  title: 'Allow Project Database Without Encryption…',
  async perform(services) {
    const { locate, project, settings } = services;
    const location = locate();
    if (!('url' in location)) return;
    await unlessRefused(services, settings.projectDatabase(), async () => void (await project.get()));
  },
});

/** Opens a project database; where Thoth refuses to for safety, asks the person, and does it again. */
async function unlessRefused(
  { locate, project, projectPlaces }: Services,
  setting: string,
  open: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const location = locate(setting);
      const refusal = 'url' in location ? await askToOverrule(error, location.url) : undefined;
      if (!('url' in location) || refusal === undefined) throw error;
      await projectPlaces.overrule(location.url, refusal);
      project.retry();
    }
  }
}

interface Place {
  readonly kind?: 'embedded' | 'file' | 'server';
  readonly setting: string;
  readonly password?: string;
}

/** @returns the value of the setting; the password of a server has been stored */
async function askForPlace({ projectPlaces }: Services, title: string): Promise<string | undefined> {
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
      filters: { [vscode.l10n.t('SQLite databases')]: [projectFileExtension] },
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
    const known = place.password ?? (await projectPlaces.password(place.setting)) ?? '';
    const prompt = vscode.l10n.t('The password; kept in the editor’s secret storage. Empty where none is needed.');
    const answer = await askText({ title, prompt, value: known, password: true }, position);
    return answer === undefined || answer === 'back' ? answer : { value: { ...place, password: answer.value } };
  };
  const steps = (place: Place): readonly Step<Place>[] =>
    place.kind === 'server' ? [askKind, askUrl, askPassword] : [askKind];
  const place = await takeSteps<Place>({ setting: '' }, steps);
  if (place?.kind === 'server') await projectPlaces.storePassword(place.setting, place.password ?? '');
  return place?.setting;
}
