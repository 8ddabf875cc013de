import assert from 'node:assert/strict';
import { initial } from '../../../../src/catalog/migrations/001-initial';
import { oneRunPerTask } from '../../../../src/catalog/migrations/002-one-run-per-task';
import { openProjectFile } from '../../../../src/catalog/openProjectFile';
import { openProjectServer } from '../../../../src/catalog/openProjectServer';
import { openProjectDatabase } from '../../../../src/catalog/projectDatabase';
import { forEachEngine, type TestPlace } from '../engines';
import { noonClock } from '../support';

/** The texts of an element before the migration, and the author, name and run of its description after it. */
const elements = [
  { texts: ['', '', ''], author: ['', ''] },
  { texts: ['', 'of the source', 'generated'], author: ['', ''] },
  { texts: ['of the source', 'of the source', ''], author: ['source', ''] },
  { texts: ['same', 'same', 'same'], author: ['source', ''] },
  { texts: ['generated', 'of the source', 'generated'], author: ['generator', 'a-model'] },
  { texts: ['written', 'of the source', 'generated'], author: ['person', ''] },
  { texts: ['written', '', ''], author: ['person', ''] },
] as const;

forEachEngine('The descriptions of an older project database', (engine) => {
  let place: TestPlace;
  beforeEach(async function () {
    this.timeout(30_000);
    place = engine.createPlace();
    await place.prepare();
    const { location } = place;
    const { reader, writer } =
      'file' in location
        ? await openProjectFile(location, [initial, oneRunPerTask])
        : await openProjectServer(location, [initial, oneRunPerTask], noonClock);
    await reader.close();
    await writer.close();
    await place.sql("INSERT INTO sql_db (id, name, db_type, db_name) VALUES (1, 'shop', 'sqlite', '/shop')", []);
    for (const [index, { texts }] of elements.entries()) {
      const [description, source, generated] = texts.map((text) => `'${text}'`);
      const comments = `${source}, ${generated}, '${generated === "''" ? '' : 'a-model'}'`;
      const commentColumns = 'source_description, generated_comment, generated_by';
      await place.sql(
        `INSERT INTO sql_table (id, sql_db_id, name, kind, description, ${commentColumns}) ` +
          `VALUES (${index + 1}, 1, 't${index}', 'table', ${description}, ${comments})`,
        [],
      );
      await place.sql(
        'INSERT INTO sql_column (sql_table_id, original_column_name, column_name, position, native_type, data_format, ' +
          `nullable, "generated", hidden, primary_key_position, column_description, ${commentColumns}) ` +
          `VALUES (${index + 1}, 'c', 'c', 0, '', 'INT', 1, 'no', 0, 0, ${description}, ${comments})`,
        [],
      );
    }
  });
  afterEach(() => place.remove());

  it('are the source’s, a generator’s or a person’s, by the texts beside them', async () => {
    const catalog = await openProjectDatabase(place.location, noonClock);
    try {
      for (const [index, table] of (await catalog.elements.listTables(1)).entries()) {
        const [column] = await catalog.elements.listColumns(table.id);
        for (const element of [table, column]) {
          assert.ok(element);
          const { description, descriptionAuthor, descriptionBy, descriptionTaskId } = element;
          const expected = elements[index];
          assert.deepEqual([descriptionAuthor, descriptionBy, descriptionTaskId], [...(expected?.author ?? []), '']);
          assert.equal(description, expected?.texts[0]);
        }
      }
    } finally {
      await catalog.close();
    }
  });
});
