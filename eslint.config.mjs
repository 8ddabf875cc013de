import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
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

const zones = Object.entries(mayImport).map(([folder, others]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...others].map((name) => `./${name}`),
  message: `${folder}/ may import ${others.length > 0 ? others.join(', ') : 'nothing of the others'} only.`,
}));

const comparedWith = (pattern) =>
  `BinaryExpression[operator=/^[!=]==?$/] > Literal[value=${pattern}], SwitchCase > Literal[value=${pattern}]`;

const engineNames = {
  selector: comparedWith('/^(sqlite|postgres|mysql|mariadb)$/'),
  message: 'Only sources/ tells engines apart: ask the SourceEngine instead.',
};
const generatorNames = {
  selector: comparedWith('/^(vscode|openai|schema)$/'),
  message: 'Only comments/ tells generators apart.',
};
const kindNames = {
  selector: comparedWith('/^(dbElements|tableComments|columnComments)$/'),
  message: 'Only tasks/ tells task kinds apart: ask the TaskDefinition instead.',
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/', 'coverage/'] },
  ...tseslint.configs.strict,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', engineNames, generatorNames, kindNames],
    },
  },
  {
    files: ['src/!(ui)/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: 'Only extension.ts and ui/ import vscode.' }] }],
    },
  },
  { files: ['src/sources/**'], rules: { 'no-restricted-syntax': ['error', generatorNames, kindNames] } },
  { files: ['src/comments/**'], rules: { 'no-restricted-syntax': ['error', engineNames, kindNames] } },
  { files: ['src/tasks/**'], rules: { 'no-restricted-syntax': ['error', engineNames, generatorNames] } },
  {
    files: ['test/**'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['src/base/sqlite.ts', '**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
