import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench, type Workbench } from '../../host/browser';
import { projectRoot } from '../../host/paths';
import { writeMachineSettings } from '../../host/userSettings';

/** A VS Code as people have it, with Thoth among its installed extensions, and a folder open in it. */
export interface InstalledThoth extends Workbench {
  readonly folder: string;
}

/** Opens it; it uses this file as its project database. @param settings further settings */
export async function openInstalledThoth(
  projectDatabase: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<InstalledThoth> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'thoth-installed-'));
  const remove = (): Promise<void> => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  try {
    const folder = join(userDataDir, 'folder');
    await mkdir(folder);
    await mkdir(join(userDataDir, 'extensions'));
    await symlink(projectRoot, join(userDataDir, 'extensions/thoth.thoth'));
    // a tooltip would lie over what is to be clicked
    const noTooltips = { 'workbench.hover.delay': 60_000 };
    await writeMachineSettings(userDataDir, { 'thoth.projectDatabase': projectDatabase, ...noTooltips, ...settings });
    const workbench = await openWorkbench({ folder, userDataDir, asPeopleHaveIt: true });
    const dispose = (): Promise<void> => workbench.dispose().finally(remove);
    return { ...workbench, folder, dispose };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The settings that let this server write the comments, two requests at a time, without sample rows. */
export function modelSettings({ baseUrl }: { readonly baseUrl: string }): Readonly<Record<string, unknown>> {
  return {
    'thoth.comments.provider': 'openai',
    'thoth.comments.baseUrl': baseUrl,
    'thoth.comments.model': 'test-model',
    'thoth.comments.concurrency': 2,
    'thoth.comments.sampleRows': 0,
  };
}
