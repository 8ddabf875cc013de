/** The folders of `src` that run without an editor and whose lines the unit tests must cover. */
export const coreFolders = [
  'base',
  'catalog',
  'comments',
  'logging',
  'model',
  'operations',
  'sources',
  'tasks',
] as const;
