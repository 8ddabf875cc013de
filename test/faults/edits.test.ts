import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { hasCode, messageOf } from '../../src/base/errors';
import type { Catalog } from '../../src/catalog/catalog';
import { copyProjectDatabase } from '../../src/catalog/copy/copyProjectDatabase';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import type { ColumnNode } from '../../src/model/elements';
import { roundsOf } from '../rounds';
import { availableServers, forEachEngine, Workbench } from '../unit/catalog/engines';
import { aClaim, aColumn, anEnd, aSqlDb, aTable, claimElements, neverAborted } from '../unit/catalog/support';
import { useSuiteFolder } from './support/folder';

const columnCount = 300;
const columnNames = Array.from({ length: columnCount }, (_, index) => `c${index}`);
const tests = 4;
const edits = Math.ceil(roundsOf('edit') / tests / (1 + availableServers().length));

forEachEngine(`Descriptions that one window edits, ${edits} times, while another`, (engine) => {
  const folder = useSuiteFolder();
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
    await readAgain('');
    ids = (await columnsOf(catalog)).map((column) => column.id);
  });
  afterEach(() => bench.dispose());

  async function columnsOf(place: Catalog): Promise<readonly ColumnNode[]> {
    const [table] = await place.elements.listTables(id);
    return place.elements.listColumns(table?.id ?? 0);
  }

  function readAgain(fromSource: string): Promise<unknown> {
    const all = columnNames.map((name) => aColumn(name, { description: fromSource, nativeType: fromSource }));
    return catalog.elements.syncColumns(id, 'elements', [{ table: 't', columns: all }], neverAborted);
  }

  function edit(column: number, description: string, was?: string): Promise<void> {
    const seen = was !== undefined && { was };
    return other.comments.setDescription({ type: 'column', id: column }, { description, person: 'Ada', ...seen });
  }

  /** Edits one column after the other in one window while `work` runs again and again in another. */
  async function expectNoneLost(work: (round: number) => Promise<unknown>): Promise<void> {
    const editing = new AbortController();
    const working = (async () => {
      for (let round = 0; !editing.signal.aborted; round++) await work(round);
    })();
    const written = new Map<number, string>();
    for (let index = 0; index < edits; index++) {
      const column = ids[index % columnCount]!;
      const description = `edit ${index}`;
      await edit(column, description);
      written.set(column, description);
    }
    editing.abort();
    await working;
    for (const { id: column, name, description } of await columnsOf(other)) {
      if (written.has(column)) assert.equal(description, written.get(column), name);
    }
  }

  it('reads the source again are kept', () => expectNoneLost((round) => readAgain(`source ${round}`)));

  it('accepts all generated comments are kept', () =>
    expectNoneLost(async (round) => {
      const results = ids.map((column) => ({
        element: { type: 'column' as const, id: column },
        outcome: { comment: `generated ${round}` },
      }));
      await catalog.comments.save('comments', 'a-model', results);
      await catalog.comments.accept(id, {});
    }));

  it('edits too are seen by it before it writes: two that count up together miss no number', async () => {
    const column = ids[0]!;
    const countUp = async (place: Catalog, person: string, times: number): Promise<void> => {
      for (let counted = 0; counted < times;) {
        const [{ description: was }] = (await columnsOf(place)) as [ColumnNode];
        const next = { description: String(Number(was) + 1), person, was };
        try {
          await place.comments.setDescription({ type: 'column', id: column }, next);
          counted += 1;
        } catch (error) {
          if (!hasCode(error, 'DESCRIPTION_CHANGED')) throw error;
        }
      }
    };
    await edit(column, '0');
    const half = Math.ceil(edits / 2);
    await Promise.all([countUp(catalog, 'Ada', half), countUp(other, 'Grace', half)]);
    assert.equal((await columnsOf(other))[0]?.description, String(2 * half));
  });

  it('moves the project database are in the new place, or the move says that it did not happen', async () => {
    for (const taskId of ['elements', 'comments']) await catalog.runs.end(taskId, { type: 'sqlDb', id }, null, anEnd());
    const editsPerMove = 10;
    const editFrom = async (first: number): Promise<void> => {
      for (let index = first; index < first + editsPerMove; index++)
        await edit(ids[index % columnCount]!, `edit ${index}`);
    };
    const outcomes = { moved: 0, refused: 0 };
    for (let done = 0; done < edits; done += 2 * editsPerMove) {
      await editFrom(done);
      outcomes[await move(() => undefined)] += 1;
      outcomes[await move(() => editFrom(done + editsPerMove))] += 1;
    }
    assert.ok(outcomes.moved > 0 && outcomes.refused > 0, JSON.stringify(outcomes));
  });

  /** Copies the project database into a new file. @param meanwhile called once after the columns have been read */
  async function move(meanwhile: () => Promise<void> | undefined): Promise<'moved' | 'refused'> {
    const to = await openProjectDatabase({ file: folder.file(`${randomUUID()}.sqlite`) });
    let editing: Promise<void> | undefined;
    const onProgress = (copied: number): void => {
      if (copied > columnCount) editing ??= meanwhile() ?? Promise.resolve();
    };
    try {
      await copyProjectDatabase(catalog, to, { signal: neverAborted, onProgress });
      await editing;
      assert.deepEqual(await columnsOf(to), await columnsOf(other));
      return 'moved';
    } catch (error) {
      await editing;
      if (!hasCode(error, 'PROJECT_DATABASE_UNREADABLE')) throw error;
      assert.match(messageOf(error), /was changed meanwhile/);
      return 'refused';
    } finally {
      await to.close();
    }
  }
});
