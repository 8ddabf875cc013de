import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

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

/** Keeps every folder but one from comparing anything with a name of that one. */
function comparisonRules(folder) {
  const rules = comparisons
    .filter((rule) => rule.folder !== folder)
    .map(({ selector, message }) => ({ selector, message }));
  return { files: [`src/${folder}/**/*.ts`], rules: { 'no-restricted-syntax': ['error', ...rules] } };
}

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
  ...readdirSync('src').map(comparisonRules),
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['src/base/sqlite.ts', '**/*.js', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
