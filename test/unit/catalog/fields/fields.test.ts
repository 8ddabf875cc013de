import assert from 'node:assert/strict';
import { tables } from '../../../../src/catalog/fields';
import { fieldsOf } from '../../../../src/catalog/fields/field';
import { isComputed } from '../support';
import { forEachEngine, Workbench } from '../engines';

forEachEngine('the lists of fields', (engine) => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = new Workbench(engine);
    await bench.open();
  });
  afterEach(() => bench.dispose());

  it('have the columns of the migrated tables, but those that the engine computes', async () => {
    for (const table of Object.values(tables)) {
      const columns = await bench.sql<{ name: string }>(engine.dialect.columnNames, table.name);
      const written = columns.map(({ name }) => name).filter((name) => !isComputed(name));
      const listed = fieldsOf(table).map(({ column }) => column);
      assert.deepEqual(listed.sort(), written.sort(), table.name);
    }
  });
});
