import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps a VS Code from reaching for the network and from putting other things than Thoth into the picture. */
const quietSettings = {
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Writes the user settings of a VS Code that has none yet; existing settings stay. */
export function writeQuietSettings(userDataFolder: string): Promise<void> {
  return writeNewSettings(join(userDataFolder, 'User'), quietSettings);
}

/** Writes the settings of the machine on which a VS Code server runs, where there are none yet. */
export function writeMachineSettings(
  serverDataFolder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  return writeNewSettings(join(serverDataFolder, 'data/Machine'), settings);
}

async function writeNewSettings(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}
