import tseslint from 'typescript-eslint';

/** The folders of the core, and what each may import besides itself, Node and packages. */
const mayImport = {
  base: [],
  logging: ['base'],
  sources: ['base'],
  comments: ['base'],
  catalog: ['base'],
  tasks: ['base', 'logging', 'sources', 'comments', 'catalog'],
  ui: ['base', 'logging', 'sources', 'comments', 'catalog', 'tasks'],
};

const folders = Object.keys(mayImport);

/** Keeps a folder from importing what it may not, whether by an import declaration or when the program runs. */
function importRules([folder, others]) {
  const forbidden = folders.filter((name) => name !== folder && !others.includes(name));
  const message = `${folder}/ may import ${others.length > 0 ? others.join(', ') : 'none of the other folders'} only.`;
  const outside = `^(\\.\\./)+(${['extension', ...forbidden].join('|')})(/|$)`;
  const vscode = folder === 'ui' ? [] : [{ name: 'vscode', message: 'Only extension.ts and ui/ import vscode.' }];
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { paths: vscode, patterns: [{ regex: outside, message }] }],
      'no-restricted-syntax': [
        'error',
        ...comparisons.filter((rule) => rule.folder !== folder).map(({ selector, message }) => ({ selector, message })),
        { selector: `ImportExpression > Literal[value=/${outside.replaceAll('/', '\\/')}/]`, message },
      ],
    },
  };
}

const comparedWith = (pattern) =>
  `BinaryExpression[operator=/^[!=]==?$/] > Literal[value=${pattern}], SwitchCase > Literal[value=${pattern}]`;

/** Names that only one folder may compare anything with. */
const comparisons = [
  {
    folder: 'sources',
    selector: comparedWith('/^(sqlite|postgres|mysql|mariadb)$/'),
    message: 'Only sources/ tells engines apart: ask the SourceEngine instead.',
  },
  {
    folder: 'comments',
    selector: comparedWith('/^(vscode|openai|schema)$/'),
    message: 'Only comments/ tells generators apart.',
  },
  {
    folder: 'tasks',
    selector: comparedWith('/^(dbElements|tableComments|columnComments)$/'),
    message: 'Only tasks/ tells task kinds apart: ask the TaskDefinition instead.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/', 'coverage/'] },
  ...tseslint.configs.strict,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  ...Object.entries(mayImport).map(importRules),
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['src/base/sqlite.ts', '**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
