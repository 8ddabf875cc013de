import assert from 'node:assert/strict';
import { parseArguments, type CommandWithArguments } from '../../../src/ui/arguments';
import { commandIds } from '../../../src/ui/ids';

const database = { name: 'Library', dbType: 'sqlite', dbName: '/data/library.sqlite' };

describe('parseArguments', () => {
  it('takes what the commands document', () => {
    assert.deepEqual(parseArguments(commandIds.addSqlDb, { ...database, language: 'it' }), {
      ...database,
      language: 'it',
    });
    assert.deepEqual(parseArguments(commandIds.createDbElements, { sqlDbId: 1 }), { sqlDbId: 1 });
    assert.deepEqual(parseArguments(commandIds.createDbElements, { sqlDbIds: [1, 2] }), { sqlDbIds: [1, 2] });
    assert.deepEqual(parseArguments(commandIds.showTaskLog, { taskId: 'a' }), { taskId: 'a' });
    assert.deepEqual(parseArguments(commandIds.showTaskLog, { sqlDbId: 3, kind: 'dbElements' }), {
      sqlDbId: 3,
      kind: 'dbElements',
    });
  });

  const bad: readonly [what: string, command: CommandWithArguments, value: unknown, field: string][] = [
    ['a missing name', commandIds.addSqlDb, { ...database, name: undefined }, '"name"'],
    ['a blank file', commandIds.addSqlDb, { ...database, dbName: '  ' }, '"dbName"'],
    ['a port out of range', commandIds.addSqlDb, { ...database, dbPort: 70_000 }, '"dbPort"'],
    ['a language that is none', commandIds.addSqlDb, { ...database, language: 'xx' }, '"language"'],
    ['a field that is not known', commandIds.addSqlDb, { ...database, dbname: 'x' }, 'dbname'],
    ['an id that is no number', commandIds.removeSqlDb, { sqlDbId: '1' }, '"sqlDbId"'],
    ['an id that no row has', commandIds.testConnection, { sqlDbId: 0 }, '"sqlDbId"'],
    ['an empty list', commandIds.createDbElements, { sqlDbIds: [] }, '"sqlDbIds"'],
    ['one bad id in a list', commandIds.createDbElements, { sqlDbIds: [1, 'two'] }, '"sqlDbIds.1"'],
    ['a text for an object', commandIds.cancelTask, 'task', 'expected object'],
    ['a log of nothing', commandIds.showTaskLog, { sqlDbId: 1 }, '"kind"'],
  ];
  for (const [what, command, value, field] of bad) {
    it(`refuses ${what} and says which field`, () => {
      assert.throws(
        () => parseArguments(command, value),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'INVALID_ARGUMENT');
          assert.ok(error.message.includes(field), error.message);
          assert.ok(error.message.includes(command), error.message);
          return true;
        },
      );
    });
  }

  it('never repeats a password in its message', () => {
    assert.throws(
      () => parseArguments(commandIds.addSqlDb, { ...database, dbPort: 'x', password: 'hunter22' }),
      (error: Error) => !error.message.includes('hunter22'),
    );
  });
});
