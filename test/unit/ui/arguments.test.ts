import assert from 'node:assert/strict';
import { argumentParts, parseArgument } from '../../../src/ui/arguments';
import { readCommandEntries, type CommandEntry } from '../../manifest/commandEntries';

const database = { name: 'Library', dbType: 'sqlite', dbName: '/data/library.sqlite' };

describe('The argument of a command', () => {
  let commands: readonly CommandEntry[];
  before(async () => {
    commands = await readCommandEntries();
  });
  const parse = (id: string, value: unknown): unknown => {
    const schema = commands.find((command) => command.id === id)?.argument?.(argumentParts);
    assert.ok(schema, `${id} takes no argument`);
    return parseArgument(id, schema, value);
  };

  it('takes what the commands document', () => {
    assert.deepEqual(parse('thoth.addSqlDb', { ...database, language: 'it' }), {
      ...database,
      language: 'it',
    });
    const sampled = { ...database, dbType: 'postgres', sampleViews: true };
    assert.deepEqual(parse('thoth.addSqlDb', sampled), sampled);
    assert.deepEqual(parse('thoth.createDbElements', { sqlDbId: 1 }), { sqlDbId: 1 });
    assert.deepEqual(parse('thoth.createDbElements', { sqlDbIds: [1, 2] }), { sqlDbIds: [1, 2] });
    assert.deepEqual(parse('thoth.showTaskLog', { taskId: 'a' }), { taskId: 'a' });
    assert.deepEqual(parse('thoth.showTaskLog', { sqlDbId: 3, kind: 'dbElements' }), {
      sqlDbId: 3,
      kind: 'dbElements',
    });
  });

  const bad: readonly [what: string, command: string, value: unknown, field: string][] = [
    ['a missing name', 'thoth.addSqlDb', { ...database, name: undefined }, '"name"'],
    ['a blank file', 'thoth.addSqlDb', { ...database, dbName: '  ' }, '"dbName"'],
    ['a port out of range', 'thoth.addSqlDb', { ...database, dbPort: 70_000 }, '"dbPort"'],
    ['a language that is none', 'thoth.addSqlDb', { ...database, language: 'xx' }, '"language"'],
    ['a field that is not known', 'thoth.addSqlDb', { ...database, dbname: 'x' }, 'dbname'],
    ['an id that is no number', 'thoth.removeSqlDb', { sqlDbId: '1' }, '"sqlDbId"'],
    ['an id that no row has', 'thoth.testConnection', { sqlDbId: 0 }, '"sqlDbId"'],
    ['an empty list', 'thoth.createDbElements', { sqlDbIds: [] }, '"sqlDbIds"'],
    ['one bad id in a list', 'thoth.createDbElements', { sqlDbIds: [1, 'two'] }, '"sqlDbIds.1"'],
    ['a text for an object', 'thoth.cancelTask', 'task', 'expected object'],
    ['a log of nothing', 'thoth.showTaskLog', { sqlDbId: 1 }, '"kind"'],
  ];
  for (const [what, command, value, field] of bad) {
    it(`refuses ${what} and says which field`, () => {
      assert.throws(
        () => parse(command, value),
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
      () => parse('thoth.addSqlDb', { ...database, dbPort: 'x', password: 'hunter22' }),
      (error: Error) => !error.message.includes('hunter22'),
    );
  });
});
