/** The folders of src/, and what each may import besides itself, Node and packages. */
const mayImport = {
  base: [],
  model: ['base'],
  logging: ['base', 'model'],
  sources: ['base', 'model'],
  comments: ['base', 'model'],
  catalog: ['base', 'model'],
  tasks: ['base', 'model', 'logging', 'sources', 'comments', 'catalog'],
  operations: ['base', 'model', 'logging', 'sources', 'comments', 'catalog', 'tasks'],
  sqliteReader: ['base', 'sources'],
  ui: ['base', 'model', 'logging', 'sources', 'comments', 'catalog', 'tasks', 'operations'],
};

const oneWay = Object.entries(mayImport).map(([folder, others]) => ({
  name: `${folder}-imports`,
  comment: `${folder}/ may import ${others.length > 0 ? others.join(', ') : 'none of the other folders'} only.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'known-folders',
      comment: 'Every file of src/ is in a folder that has a line in mayImport, or is extension.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(extension\\.ts$|(${Object.keys(mayImport).join('|')})/)` },
      to: {},
    },
    {
      name: 'no-circles',
      comment: 'No file imports itself, however many files are between; imports of types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-ui-knows-vscode',
      comment: 'Only extension.ts and ui/ import vscode: everything else runs in plain Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(extension\\.ts$|ui/)' },
      to: { path: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
