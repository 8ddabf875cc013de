import type { CommandEntry } from './commandEntries';

/** What the manifest says of the commands. */
export interface CommandContributions {
  readonly commands: readonly Readonly<Record<string, string>>[];
  readonly menus: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** The titles in English, by their keys in `package.nls.json`. */
  readonly titles: Readonly<Record<string, string>>;
}

/** Makes `contributes.commands`, `contributes.menus` and the titles from the commands. */
export function commandContributions(entries: readonly CommandEntry[]): CommandContributions {
  const menus: Record<string, Record<string, string>[]> = {
    commandPalette: entries
      .filter(({ inPalette }) => inPalette === false)
      .map(({ id }) => ({ command: id, when: 'false' })),
  };
  for (const { id, menus: places = [] } of entries) {
    for (const { menu, when, group } of places) (menus[menu] ??= []).push({ command: id, when, group });
  }
  return {
    commands: entries.map(({ id, icon }) => ({
      command: id,
      title: `%${titleKey(id)}%`,
      category: 'Thoth',
      ...(icon !== undefined && { icon: `$(${icon})` }),
    })),
    menus,
    titles: Object.fromEntries(entries.map(({ id, title }) => [titleKey(id), title])),
  };
}

/** Whether a key of `package.nls.json` is the title of a command. */
export function isTitleKey(key: string): boolean {
  return /^commands\.\w+\.title$/.test(key);
}

function titleKey(id: string): string {
  return id.replace(/^thoth\.(.*)$/, 'commands.$1.title');
}
