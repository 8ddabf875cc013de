import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import { aColumn, aRelationship, aTable, counts, countsOf } from '../support';
import { describeElements } from './elementBench';

describeElements('the relationships', (on) => {
  beforeEach(async () => {
    await on.syncTables([aTable('a'), aTable('b')]);
    const columns = [aColumn('x'), aColumn('y'), aColumn('z')];
    await on.syncColumns([
      { table: 'a', columns },
      { table: 'b', columns },
    ]);
  });
  const sync = async (table: string, ...relationships: readonly ReturnType<typeof aRelationship>[]) =>
    countsOf(await on.syncRelationships([{ table, relationships }]))[table];
  const list = async () =>
    (await on.catalog.elements.listRelationships(on.id)).map(
      ({ sourceTable, sourceColumns, targetTable, targetColumns, gone }) =>
        `${sourceTable}(${sourceColumns.join()})→${targetTable}(${targetColumns.join()})${gone ? ' gone' : ''}`,
    );

  it('are created, then skipped, composite ones as one', async () => {
    const relationships = [
      aRelationship('x', 'b', 'x', { constraintKey: 'two', position: 1 }),
      aRelationship('y', 'b', 'y', { constraintKey: 'two', position: 2 }),
      aRelationship('z', 'a', 'x', { constraintKey: 'self' }),
    ];
    assert.deepEqual(await sync('a', ...relationships), counts({ created: 3 }));
    assert.deepEqual(await sync('a', ...relationships), counts({ skipped: 3 }));
    assert.deepEqual(await list(), ['a(z)→a(x)', 'a(x,y)→b(x,y)']);
  });

  it('are listed in fk_field, all of a column, and removed from it when they are gone', async () => {
    const toB = aRelationship('x', 'b', 'y', { constraintKey: 'b' });
    const toA = aRelationship('x', 'a', 'z', { constraintKey: 'a' });
    await sync('a', toB, toA);
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, 'a.z, b.y');
    assert.deepEqual(await sync('a', toB), counts({ skipped: 1, gone: 1 }));
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, 'b.y');
    assert.deepEqual(await sync('a'), counts({ gone: 1 }));
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, '');
    assert.deepEqual(await sync('a'), counts({}));
    assert.deepEqual(await list(), ['a(x)→a(z) gone', 'a(x)→b(y) gone']);
    assert.deepEqual(await sync('a', toB), counts({ updated: 1 }));
    assert.deepEqual(await list(), ['a(x)→a(z) gone', 'a(x)→b(y)']);
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, 'b.y');
  });

  it('count as updated when their target changes', async () => {
    await sync('a', aRelationship('x', 'b', 'x', { constraintKey: 'k' }));
    assert.deepEqual(await sync('a', aRelationship('y', 'a', 'z', { constraintKey: 'k' })), counts({ updated: 1 }));
    assert.deepEqual(await list(), ['a(y)→a(z)']);
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, '');
    assert.equal((await on.columnNamed('a', 'y')).foreignKey, 'a.z');
  });

  it('that lost one of their pairs show the others', async () => {
    const first = aRelationship('x', 'b', 'x', { constraintKey: 'k', position: 1 });
    await sync('a', first, aRelationship('y', 'b', 'y', { constraintKey: 'k', position: 2 }));
    await sync('a', first);
    assert.deepEqual(await list(), ['a(x)→b(x)']);
  });

  it('of one table in error leave that table as it was and the others written', async () => {
    await sync('a', aRelationship('x', 'b', 'x'));
    const [lacking, twice, missing, written] = await on.syncRelationships([
      { table: 'a', relationships: [aRelationship('y', 'b', 'y'), aRelationship('x', 'nowhere', 'x')] },
      { table: 'a', relationships: [aRelationship('y', 'b', 'y'), aRelationship('y', 'b', 'y')] },
      { table: 'missing', relationships: [aRelationship('x', 'a', 'x')] },
      { table: 'b', relationships: [aRelationship('x', 'a', 'x')] },
    ]);
    assert.ok(lacking && 'error' in lacking && hasCode(lacking.error, 'NOT_FOUND'));
    assert.match(lacking.error.message, /"a"\."x" → "nowhere"\."x"/);
    assert.ok(twice && 'error' in twice && hasCode(twice.error, 'INVALID_ARGUMENT'));
    assert.ok(missing && 'error' in missing && hasCode(missing.error, 'NOT_FOUND'));
    assert.deepEqual(written, { table: 'b', counts: counts({ created: 1 }) });
    assert.deepEqual(await list(), ['a(x)→b(x)', 'b(x)→a(x)']);
  });

  it('of a table that is gone are gone with it, and none of it counts', async () => {
    await sync('a', aRelationship('x', 'b', 'x'));
    await sync('b', aRelationship('x', 'b', 'y'));
    assert.deepEqual(await on.catalog.elements.count(on.id), { tables: 2, columns: 6, relationships: 2 });
    await on.syncTables([aTable('a')]);
    assert.deepEqual(await list(), ['a(x)→b(x) gone', 'b(x)→b(y) gone']);
    assert.deepEqual(await on.catalog.elements.count(on.id), { tables: 1, columns: 3, relationships: 0 });
    assert.deepEqual(await on.catalog.elements.count(on.id + 1), { tables: 0, columns: 0, relationships: 0 });
  });

  it('to a name with a dot are written with quotes in fk_field', async () => {
    await on.syncTables([aTable('a'), aTable('s.t')]);
    await on.syncColumns([
      { table: 'a', columns: [aColumn('x')] },
      { table: 's.t', columns: [aColumn('u')] },
    ]);
    await on.syncRelationships([{ table: 'a', relationships: [aRelationship('x', 's.t', 'u')] }]);
    assert.equal((await on.columnNamed('a', 'x')).foreignKey, '"s.t".u');
  });
});
