import assert from 'node:assert/strict';
import type { Catalog } from '../../../../src/catalog/catalog';
import { DescriptionChangedError } from '../../../../src/catalog/comments/descriptionChanged';
import type { ColumnNode } from '../../../../src/model/elements';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, aColumn, aSqlDb, aTable, claimElements, neverAborted } from '../support';

const ada = { person: 'Ada' };

forEachEngine('The author of a description', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let id: number;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    await catalog.runs.claim(aClaim(id, 'comments', { kind: 'columnComments', prefix: 'column_comment' }));
    await catalog.elements.syncTables(id, 'elements', [aTable('t')]);
  });
  afterEach(() => bench.dispose());

  /** Reads a column again whose own comment in the source is this one. */
  const read = async (description: string, name = 'c'): Promise<void> => {
    const batch = [{ table: 't', columns: [aColumn(name, { description })] }];
    await catalog.elements.syncColumns(id, 'elements', batch, neverAborted);
  };
  const column = async (name = 'c'): Promise<ColumnNode> => {
    const [table] = await catalog.elements.listTables(id);
    const found = (await catalog.elements.listColumns(table?.id ?? 0)).find((one) => one.name === name);
    assert.ok(found);
    return found;
  };
  const write = async (description: string): Promise<void> =>
    catalog.comments.setDescription({ type: 'column', id: (await column()).id }, { description, ...ada });
  const generate = async (comment: string): Promise<void> =>
    catalog.comments.save('comments', 'a-model', [
      { element: { type: 'column', id: (await column()).id }, outcome: { comment } },
    ]);
  const authorship = async (): Promise<readonly string[]> => {
    const { description, descriptionAuthor, descriptionBy, descriptionTaskId } = await column();
    return [description, descriptionAuthor, descriptionBy, descriptionTaskId];
  };

  it('is the source, as long as nobody else has written', async () => {
    await read('');
    assert.deepEqual(await authorship(), ['', '', '', '']);
    await read('of the source');
    assert.deepEqual(await authorship(), ['of the source', 'source', '', '']);
    await read('');
    assert.deepEqual(await authorship(), ['', '', '', '']);
  });

  it('is the person who wrote it, whatever the source says then', async () => {
    await read('');
    await write('net price');
    for (const fromSource of ['net price', '', 'something else']) {
      await read(fromSource);
      assert.deepEqual(await authorship(), ['net price', 'person', 'Ada', ''], `after "${fromSource}"`);
    }
  });

  it('is a person also for words of the source that a person confirmed, and for none', async () => {
    for (const words of ['weight in kg', '']) {
      await read('weight in kg');
      await write(words);
      await generate('Weight in pounds.');
      assert.equal(await catalog.comments.accept(id, {}), 0);
      await read('changed in the source');
      assert.deepEqual(await authorship(), [words, 'person', 'Ada', '']);
    }
  });

  it('stays the generator, with its run, where a person accepts a comment', async () => {
    await read('of the source');
    await generate('Generated.');
    assert.equal((await column()).generatedTaskId, 'comments');
    assert.equal(await catalog.comments.accept(id, {}), 1);
    await read('changed in the source');
    assert.deepEqual(await authorship(), ['Generated.', 'generator', 'a-model', 'comments']);
    const [table] = await catalog.elements.listTables(id);
    const [described] = await catalog.comments.describe(id, [table?.id ?? 0]);
    assert.equal(described?.columns[0]?.descriptionAuthor, 'generator');
  });

  it('is somebody for words that another program wrote, so that they stay', async () => {
    await read('');
    await bench.sql("UPDATE sql_column SET column_description = 'of another program'");
    await read('of the source');
    await generate('Generated.');
    assert.equal(await catalog.comments.accept(id, {}), 0);
    assert.equal((await column()).description, 'of another program');
  });

  it('learns what another person wrote meanwhile, and nothing is saved', async () => {
    await read('first');
    const element = { type: 'column', id: (await column()).id } as const;
    await catalog.comments.setDescription(element, { description: 'of Ada', was: 'first', ...ada });
    await assert.rejects(
      catalog.comments.setDescription(element, { description: 'of Grace', was: 'first', person: 'Grace' }),
      (error) =>
        error instanceof DescriptionChangedError &&
        error.current.description === 'of Ada' &&
        /changed meanwhile by Ada, to "of Ada"/.test(error.message),
    );
    // not even for a space at the end, which some engines ignore
    const spaced = catalog.comments.setDescription(element, { description: 'x', was: 'of Ada ', person: 'Grace' });
    await assert.rejects(spaced, { code: 'DESCRIPTION_CHANGED' });
    assert.deepEqual(await authorship(), ['of Ada', 'person', 'Ada', '']);
  });
});
