import assert from 'node:assert/strict';
import type { Catalog, ElementStore, TableSync, TablesSync } from '../../../../src/catalog/catalog';
import type { ColumnNode, TableNode, TableValues } from '../../../../src/model/elements';
import { forEachEngine, Workbench } from '../engines';
import { aSqlDb, claimElements, neverAborted } from '../support';

/** A new project database, with one SqlDb and a run named `elements`, which may write elements. */
export class ElementBench {
  bench!: Workbench;
  catalog!: Catalog;
  /** The id of the SqlDb. */
  id!: number;

  syncTables(tables: readonly TableValues[]): Promise<TablesSync> {
    return this.catalog.elements.syncTables(this.id, 'elements', tables);
  }

  syncColumns(batch: Parameters<ElementStore['syncColumns']>[2]): Promise<readonly TableSync[]> {
    return this.catalog.elements.syncColumns(this.id, 'elements', batch, neverAborted);
  }

  syncRelationships(batch: Parameters<ElementStore['syncRelationships']>[2]): Promise<readonly TableSync[]> {
    return this.catalog.elements.syncRelationships(this.id, 'elements', batch, neverAborted);
  }

  async tableNamed(name: string): Promise<TableNode> {
    const table = (await this.catalog.elements.listTables(this.id)).find((one) => one.name === name);
    assert.ok(table, name);
    return table;
  }

  async columnsOf(table: string): Promise<readonly ColumnNode[]> {
    return this.catalog.elements.listColumns((await this.tableNamed(table)).id);
  }

  async columnNamed(table: string, name: string): Promise<ColumnNode> {
    const column = (await this.columnsOf(table)).find((one) => one.name === name);
    assert.ok(column, name);
    return column;
  }
}

/** Runs tests of the element store on every engine; each test has a bench of its own. */
export function describeElements(title: string, describeOn: (on: ElementBench) => void): void {
  forEachEngine(title, (engine) => {
    const on = new ElementBench();
    beforeEach(async () => {
      on.bench = new Workbench(engine);
      on.catalog = await on.bench.open();
      on.id = await on.catalog.sqlDbs.add(aSqlDb());
      await claimElements(on.catalog, on.id);
    });
    afterEach(() => on.bench.dispose());
    describeOn(on);
  });
}
