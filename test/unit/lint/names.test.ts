import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { namesInTheirFolders, namesOfFolders } from '../../../eslint.names.mjs';
import { commentProviders } from '../../../src/comments/generators';
import { sourceEngines } from '../../../src/sources/engines';
import { taskKinds } from '../../../src/tasks/kinds/kinds';
import { projectRoot } from '../../host/paths';

describe('the lint rule that keeps names in their folders', () => {
  const linter = new Linter({ cwd: projectRoot });
  const config: Linter.Config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    plugins: { thoth: { rules: { names: namesInTheirFolders } } },
    rules: { 'thoth/names': 'error' },
  };

  function reported(code: string, file: string): readonly string[] {
    return linter.verify(code, config, join(projectRoot, 'src', file)).map(({ message }) => message);
  }

  it('knows the names of all engines, generators and task kinds', () => {
    const [engines, generators, kinds] = namesOfFolders.map(({ names }) => [...names].sort());
    assert.deepEqual(engines, [...sourceEngines.keys()].sort());
    assert.deepEqual(generators, commentProviders.filter((name) => name !== 'auto').sort());
    assert.deepEqual(
      kinds,
      taskKinds.flatMap(({ kind, prefix }) => (prefix === undefined ? kind : [kind, prefix])).sort(),
    );
  });

  const foreign: readonly (readonly [code: string, file: string])[] = [
    ["const isMirror = prefix !== 'db_elements';", 'tasks/running/runLog.ts'],
    ["switch (kind) { case 'tableComments': }", 'ui/tree/nodes/task.ts'],
    ["const titles = { columnComments: 'Column comments' };", 'ui/texts/texts.ts'],
    ['interface Tasks { dbElements: string }', 'model/databases.ts'],
    ["type Prefix = 'db_elements' | 'table_comment';", 'model/runs.ts'],
    ['const lines = /^task\\.dbElements/;', 'ui/commands/menus.ts'],
    ['const status = `${table}.table_comment_status`.length + `column_comment`;', 'operations/tasks.ts'],
    ["if (dbType === 'sqlite') open();", 'ui/connection/connectionSteps.ts'],
    ['const port = { mariadb: 3306 };', 'operations/sqlDbs.ts'],
    ["if (provider === 'schema') write();", 'ui/comments/consent.ts'],
  ];
  for (const [code, file] of foreign) {
    it(`reports ${code} in ${file}`, () => assert.notDeepEqual(reported(code, file), []));
  }

  const allowed: readonly (readonly [code: string, file: string])[] = [
    ["const kind = 'dbElements';", 'tasks/kinds/dbElements.ts'],
    ["if (dbType === 'sqlite') open();", 'sources/engines.ts'],
    ["import * as vscode from 'vscode';", 'ui/errors.ts'],
    ['const place = { schema: 1 };', 'ui/connection/draft.ts'],
    ["const placeholder = 'postgres://user@host/database';", 'ui/commands/projectDatabases.ts'],
    ['const run = dbElements.run;', 'ui/commands/createDbElements.ts'],
  ];
  for (const [code, file] of allowed) {
    it(`allows ${code} in ${file}`, () => assert.deepEqual(reported(code, file), []));
  }
});
