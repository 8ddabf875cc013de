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
  const generate = (comment: string): Promise<void> =>
    catalog.comments.save(id, 'comments', 'a-model', [{ table: 't', column: 'c', outcome: { comment } }]);
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
    const [described] = await catalog.comments.describe(id, ['t']);
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

forEachEngine('Descriptions that one window edits while another', (engine) => {
  const columnCount = 300;
  const names = Array.from({ length: columnCount }, (_, index) => `c${index}`);
  let bench: Workbench;
  let catalog: Catalog;
  let other: Catalog;
  let id: number;
  let ids: readonly number[];
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    other = await bench.open();
    id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    await catalog.runs.claim(aClaim(id, 'comments', { kind: 'columnComments', prefix: 'column_comment' }));
    await catalog.elements.syncTables(id, 'elements', [aTable('t')]);
    await read('');
    ids = (await columns()).map((column) => column.id);
  });
  afterEach(() => bench.dispose());

  const read = (fromSource: string): Promise<unknown> => {
    const all = names.map((name) => aColumn(name, { description: fromSource, nativeType: fromSource }));
    return catalog.elements.syncColumns(id, 'elements', [{ table: 't', columns: all }], neverAborted);
  };
  const columns = async (): Promise<readonly ColumnNode[]> => {
    const [table] = await other.elements.listTables(id);
    return other.elements.listColumns(table?.id ?? 0);
  };
  /** Edits one column after the other in the other window while `work` runs again and again. @returns the lost edits */
  const lostEdits = async (work: (round: number) => Promise<unknown>): Promise<readonly string[]> => {
    const editing = new AbortController();
    const working = (async () => {
      for (let round = 0; !editing.signal.aborted; round++) await work(round);
    })();
    const written = new Map<number, string>();
    for (const [index, column] of ids.slice(0, 100).entries()) {
      const description = `edit ${index}`;
      await other.comments.setDescription({ type: 'column', id: column }, { description, ...ada });
      written.set(column, description);
    }
    editing.abort();
    await working;
    return (await columns())
      .filter(({ id: column, description }) => written.has(column) && written.get(column) !== description)
      .map(({ name, description }) => `${name}: ${description}`);
  };

  it('reads the source again are kept', async () => {
    assert.deepEqual(await lostEdits((round) => read(`source ${round}`)), []);
  });

  it('accepts all generated comments are kept', async () => {
    const results = (round: number) =>
      names.map((column) => ({ table: 't', column, outcome: { comment: `generated ${round}` } }));
    const lost = await lostEdits(async (round) => {
      await catalog.comments.save(id, 'comments', 'a-model', results(round));
      await catalog.comments.accept(id, {});
    });
    assert.deepEqual(lost, []);
  });
});
