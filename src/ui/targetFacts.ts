import type * as vscode from 'vscode';
import type { TargetFact, TargetFacts } from '../operations/ports';

/** The keys in the editor's state for the targets of which a fact holds. */
const keys: Readonly<Record<TargetFact, string>> = {
  sampleViews: 'sampledTargets',
  plainPassword: 'plainPasswordTargets',
  hadTls: 'encryptedTargets',
};

/** Keeps the facts in the editor's state, which stays on this machine. */
export function createTargetFacts({ globalState }: vscode.ExtensionContext): TargetFacts {
  const targets = (fact: TargetFact): readonly string[] => globalState.get<readonly string[]>(keys[fact], []);
  return {
    holds: (fact, target) => targets(fact).includes(target),
    async set(fact, target, holds) {
      const others = targets(fact).filter((one) => one !== target);
      await globalState.update(keys[fact], holds ? [...others, target] : others);
    },
  };
}
