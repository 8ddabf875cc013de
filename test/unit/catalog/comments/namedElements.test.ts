import assert from 'node:assert/strict';
import type { Catalog } from '../../../../src/catalog/catalog';
import { forEachEngine, Workbench } from '../engines';
import { aColumn, aSqlDb, aTable, claimElements, neverAborted } from '../support';

forEachEngine('elements by their names', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let id: number;
  /** The names by their ids. */
  let names: Map<string, string>;

  const source: Readonly<Record<string, readonly string[]>> = {
    Album: ['Id', 'Title'],
    s: ['t.u'],
    's.t': ['u', 'v'],
    'a"b': ['c"d'],
    Gone: ['Id'],
  };
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    const tables = Object.keys(source).map((name) => aTable(name));
    await catalog.elements.syncTables(id, 'elements', tables);
    const columns = Object.entries(source).map(([table, list]) => ({
      table,
      columns: list.map((one) => aColumn(one)),
    }));
    await catalog.elements.syncColumns(id, 'elements', columns, neverAborted);
    names = new Map();
    for (const table of await catalog.elements.listTables(id)) {
      names.set(`table ${table.id}`, table.name);
      for (const column of await catalog.elements.listColumns(table.id))
        names.set(`column ${column.id}`, `${table.name} / ${column.name}`);
    }
    const living = tables.filter(({ name }) => name !== 'Gone');
    await catalog.elements.syncTables(id, 'elements', living);
  });
  afterEach(() => bench.dispose());

  async function tables(given: readonly string[], withGone = false) {
    const found = await catalog.comments.find(id, { tables: given }, withGone);
    return found.tables?.map((one) => names.get(`table ${one}`));
  }

  async function columns(given: readonly string[], withGone = false) {
    const found = await catalog.comments.find(id, { columns: given }, withGone);
    return found.columns?.map((one) => names.get(`column ${one}`));
  }

  it('are found once each, in the order given', async () => {
    assert.deepEqual(await tables(['s', 'Album', 's']), ['s', 'Album']);
    assert.deepEqual(await columns(['Album.Title', 'Album.Id', 'Album.Title']), ['Album / Title', 'Album / Id']);
    assert.deepEqual(await catalog.comments.find(id, {}, false), {});
    assert.deepEqual(await catalog.comments.find(id, { tables: [], columns: [] }, false), { tables: [], columns: [] });
  });

  it('are found with quotes, needed or not', async () => {
    assert.deepEqual(await tables(['"s.t"', '"Album"', '"a""b"']), ['s.t', 'Album', 'a"b']);
    assert.deepEqual(await columns(['"s.t".u', 's."t.u"', '"Album"."Id"', '"a""b"."c""d"']), [
      's.t / u',
      's / t.u',
      'Album / Id',
      'a"b / c"d',
    ]);
  });

  it('are found without quotes where only one fits', async () => {
    assert.deepEqual(await tables(['s.t', 'a"b']), ['s.t', 'a"b']);
    assert.deepEqual(await columns(['s.t.v', 'a"b.c"d']), ['s.t / v', 'a"b / c"d']);
  });

  it('are refused without quotes where several fit, with all spellings', async () => {
    await assert.rejects(columns(['s.t.u']), (error: Error & { code: string }) => {
      assert.equal(error.code, 'INVALID_ARGUMENT');
      assert.match(error.message, /"s\.t\.u" can mean/);
      assert.ok(error.message.includes('s."t.u"') && error.message.includes('"s.t".u'), error.message);
      return true;
    });
  });

  it('are an error where nothing fits: a misspelt name, and one that is gone unless it may be', async () => {
    const missing = (pattern: RegExp) => ({ code: 'NOT_FOUND', message: pattern });
    await assert.rejects(tables(['Album', 'Nowhere', 'Nothing']), missing(/no table "Nowhere", "Nothing"/));
    await assert.rejects(columns(['Album.Nothing']), missing(/no column "Album\.Nothing"/));
    await assert.rejects(columns(['Album']), missing(/no column "Album"/));
    await assert.rejects(tables(['album']), missing(/no table "album"/));
    await assert.rejects(tables(['Gone']), missing(/no table "Gone"/));
    await assert.rejects(columns(['Gone.Id']), missing(/no column "Gone\.Id"/));
    assert.deepEqual(await tables(['Gone'], true), ['Gone']);
    assert.deepEqual(await columns(['Gone.Id'], true), ['Gone / Id']);
  });

  it('of another database are not found', async () => {
    const other = await catalog.sqlDbs.add(aSqlDb({ name: 'other' }));
    await assert.rejects(catalog.comments.find(other, { tables: ['Album'] }, true), { code: 'NOT_FOUND' });
  });
});
