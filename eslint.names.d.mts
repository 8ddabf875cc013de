import type { Rule } from 'eslint';

export interface NamesOfFolder {
  readonly names: readonly string[];
  /** Folders and files of src/. */
  readonly places: readonly string[];
  readonly message: string;
}

export const namesOfFolders: readonly NamesOfFolder[];
export const namesInTheirFolders: Rule.RuleModule;
