import type * as vscode from 'vscode';
import type { SamplingPermissions } from '../operations/ports';

/** The key in the editor's state for the databases whose views may be sampled. */
const sampledTargetsKey = 'sampledTargets';

/** Keeps the permissions in the editor's state, which stays on this machine. */
export function createSamplingPermissions({ globalState }: vscode.ExtensionContext): SamplingPermissions {
  const targets = (): readonly string[] => globalState.get<readonly string[]>(sampledTargetsKey, []);
  return {
    isAllowed: (target) => targets().includes(target),
    async set(target, isAllowed) {
      const others = targets().filter((one) => one !== target);
      await globalState.update(sampledTargetsKey, isAllowed ? [...others, target] : others);
    },
  };
}
