import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import sinon from 'sinon';
import { SqliteSource } from '../../../../src/sources/sqlite/source';
import type { TaskResult } from '../../../../src/tasks/task';
import { useProject } from '../../support/project';

const shop = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, vip BOOLEAN DEFAULT 0);
  CREATE TABLE invoice (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer,
    corrects INTEGER REFERENCES invoice (id),
    total DECIMAL(10, 2)
  );
  CREATE TABLE invoice_line (
    invoice_id INTEGER REFERENCES invoice (id),
    line INTEGER,
    shipment INTEGER REFERENCES shipment (id),
    PRIMARY KEY (invoice_id, line)
  );
`;

describe('the database elements task', () => {
  const project = useProject(shop);

  const run = async (): Promise<TaskResult & { log: string }> => {
    const started = await project.runner.start('dbElements', project.owner);
    const result = await started.result;
    return { ...result, log: started.handler.getLogs() };
  };
  const messagesOf = (log: string): string[] => log.split('\n').map((line) => line.replace(/^\[.{19}\] /, ''));

  /** Runs the task, and returns its log, its result, and the tables whose columns were read. */
  const readings = async (): Promise<[string[], TaskResult, readonly string[]]> => {
    const reading = sinon.spy(SqliteSource.prototype, 'readColumns');
    try {
      const { log, ...result } = await run();
      return [messagesOf(log), result, reading.args.flatMap(([tables]) => tables)];
    } finally {
      reading.restore();
    }
  };

  it('logs its three steps, what each did, and the totals', async () => {
    const { taskId, log, ...result } = await run();
    assert.deepEqual(result, {
      sqlDbId: project.sqlDbId,
      kind: 'dbElements',
      status: 'COMPLETED',
      processed: 3,
      failed: 0,
      total: 3,
    });
    assert.match(taskId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(messagesOf(log), [
      'Step 1: Creating tables',
      'Tables created: 3',
      'Tables updated: 0',
      'Tables skipped: 0',
      'Tables gone: 0',
      'Step 2: Creating columns for each table',
      'Processing table 1/3: customer',
      'Columns created: 3, skipped: 0',
      'Processing table 2/3: invoice',
      'Columns created: 4, skipped: 0',
      'Processing table 3/3: invoice_line',
      'Columns created: 3, skipped: 0',
      'Step 3: Creating foreign key relationships',
      messagesOf(log)[13],
      'Relationships created: 3',
      'Relationships updated: 0',
      'Relationships skipped: 0',
      'Relationships gone: 0',
      'In the catalog: 3 tables, 10 columns, 3 relationships',
      'Tables failed: 0',
      'Completed: 3 successful, 0 failed, Total time: 0s',
    ]);
    assert.match(messagesOf(log)[13] ?? '', /^Table invoice_line: foreign key \(shipment\) to shipment left out: /);
  });

  it('saves the record: chunks, field, run and status say the same', async () => {
    const { taskId, log } = await run();
    const chunks = await project.catalog.runs.readLog(taskId, 0, 1_000_000);
    assert.equal(chunks.map((chunk) => chunk.text).join('\n'), log);
    const row = await project.catalog.runs.get(taskId);
    assert.deepEqual([row.status, row.processed, row.failed, row.total, row.error], ['COMPLETED', 3, 0, 3, null]);
    const sqlDb = await project.catalog.sqlDbs.get(project.sqlDbId);
    assert.deepEqual(sqlDb.tasks.dbElements, {
      status: 'COMPLETED',
      taskId,
      startTime: project.clock.now(),
      endTime: project.clock.now(),
    });
  });

  it('skips and counts what exists when it is run again', async () => {
    await run();
    const messages = messagesOf((await run()).log);
    for (const message of [
      'Tables created: 0',
      'Tables skipped: 3',
      'Columns created: 0, skipped: 4',
      'Relationships created: 0',
      'Relationships skipped: 3',
      'In the catalog: 3 tables, 10 columns, 3 relationships',
    ]) {
      assert.ok(messages.includes(message), message);
    }
  });

  it('does not read unchanged tables again, but still counts them', async () => {
    await project.changeSource('DROP TABLE invoice_line');
    await run();
    const [, , columns] = await readings();
    assert.deepEqual(columns, [], 'columns were read for a second time');
    await project.changeSource('ALTER TABLE customer ADD COLUMN email TEXT');
    const messages = messagesOf((await run()).log);
    assert.ok(messages.includes('Columns created: 1, skipped: 3'), messages.join('\n'));
  });

  it('reads a table with an unresolved foreign key again, to repeat the warning', async () => {
    await run();
    const [messages, , columns] = await readings();
    assert.deepEqual(columns, ['invoice_line']);
    assert.ok(messages.some((message) => message.startsWith('Table invoice_line: foreign key (shipment)')));
  });

  it('distinguishes what is new, changed and gone, and keeps what is gone', async () => {
    await run();
    await project.changeSource(`
      DROP TABLE invoice_line;
      ALTER TABLE customer DROP COLUMN vip;
      ALTER TABLE customer ADD COLUMN email TEXT;
      CREATE TABLE product (id INTEGER PRIMARY KEY);
    `);
    const messages = messagesOf((await run()).log);
    for (const message of [
      'Tables created: 1',
      'Tables skipped: 2',
      'Tables gone: 1',
      'Columns created: 1, skipped: 2, gone: 1',
      'In the catalog: 3 tables, 8 columns, 2 relationships',
    ]) {
      assert.ok(messages.includes(message), `${message} in ${messages.join('\n')}`);
    }
    const tables = await project.catalog.elements.listTables(project.sqlDbId);
    assert.deepEqual(
      tables.map(({ name, gone }) => [name, gone]),
      [
        ['customer', false],
        ['invoice', false],
        ['invoice_line', true],
        ['product', false],
      ],
    );
  });

  it('logs an error in one table and goes on with the others', async () => {
    await project.changeSource(
      'CREATE TABLE lost (id INTEGER); CREATE VIEW broken AS SELECT id FROM lost; DROP TABLE lost;' +
        'CREATE TABLE product (id INTEGER PRIMARY KEY);',
    );
    const { status, processed, failed, total, log } = await run();
    assert.deepEqual([status, processed, failed, total], ['COMPLETED', 4, 1, 5]);
    const messages = messagesOf(log);
    assert.ok(
      messages.some((message) => /^Error processing table broken: .*lost/.test(message)),
      log,
    );
    assert.ok(messages.includes('Tables failed: 1'));
    assert.ok(messages.includes('Columns created: 4, skipped: 0'));
    assert.match(messages.at(-1) ?? '', /^Completed: 4 successful, 1 failed/);
  });

  it('counts and logs a table once, in whichever steps it meets an error', async () => {
    await project.changeSource('CREATE TABLE lost (id); CREATE VIEW broken AS SELECT id FROM lost; DROP TABLE lost;');
    const readForeignKeys = sinon.stub(SqliteSource.prototype, 'readForeignKeys').callsFake(async function* (tables) {
      yield await Promise.resolve(tables.map((table) => ({ table, error: new Error('no keys today') })));
    });
    try {
      const { processed, failed, log } = await run();
      const errors = messagesOf(log).filter((message) => message.startsWith('Error processing table '));
      assert.deepEqual([processed, failed], [0, 4]);
      assert.deepEqual(
        errors.map((message) => message.split(/[ :]/)[3]),
        ['broken', 'customer', 'invoice', 'invoice_line'],
      );
    } finally {
      readForeignKeys.restore();
    }
  });

  it('logs all of a step before the next step begins, even with many tables', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `many_${String(index).padStart(3, '0')}`);
    await project.changeSource(names.map((name) => `CREATE TABLE ${name} (id INTEGER);`).join(''));
    const messages = messagesOf((await run()).log);
    const processed = messages.filter((message) => message.startsWith('Processing table '));
    assert.deepEqual(
      processed.slice(-200).map((message) => message.split(': ')[1]),
      names,
    );
    assert.equal(
      messages.indexOf(`Processing table 203/203: ${names.at(-1)}`),
      messages.indexOf('Step 3: Creating foreign key relationships') - 2,
    );
  });

  it('stores a foreign key that a table declares twice only once', async () => {
    await project.changeSource('CREATE TABLE twice (id INTEGER REFERENCES customer (id) REFERENCES customer (id));');
    const { log } = await run();
    assert.ok(messagesOf(log).includes('Relationships created: 4'), log);
  });

  it('knows how much there is to do when it fails before the first table', async () => {
    const readColumns = sinon.stub(SqliteSource.prototype, 'readColumns').throws(new Error('the disk is gone'));
    try {
      const { status, processed, failed, total } = await run();
      assert.deepEqual([status, processed, failed, total], ['FAILED', 0, 0, 3]);
    } finally {
      readColumns.restore();
    }
  });

  it('completes over a database without tables', async () => {
    await project.changeSource('DROP TABLE invoice_line; DROP TABLE invoice; DROP TABLE customer;');
    const { status, total, log } = await run();
    assert.deepEqual([status, total], ['COMPLETED', 0]);
    assert.match(log, /In the catalog: 0 tables, 0 columns, 0 relationships/);
  });

  it('fails, and says why, when the source is not there', async () => {
    await rm(project.sourceFile);
    const { status, error, log } = await run();
    assert.equal(status, 'FAILED');
    assert.match(error ?? '', /source\.sqlite/);
    assert.ok(log.includes(`Error: ${error}`), log);
    assert.match(log, /Completed: 0 successful, 0 failed, Total time: 0s$/);
  });

  it('reports progress that never decreases, up to the end', async () => {
    const fractions: number[] = [];
    project.runner.registry.onDidChange((changed) => fractions.push(changed.progress.fraction));
    await run();
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
  });
});

const manyTables = Array.from({ length: 2_000 }, (_, n) => `CREATE TABLE t${n} (a, b, c, d, e, f, g, h);`).join('\n');

describe('cancelling the database elements task', () => {
  const project = useProject(`BEGIN; ${manyTables} COMMIT;`);

  it('stops soon, keeps what was done, and can be run to the end afterwards', async () => {
    const started = await project.runner.start('dbElements', project.owner);
    started.onDidChange(({ progress }) => {
      if (progress.step === 2 && progress.done > 0) started.cancel();
    });
    const result = await started.result;
    assert.equal(result.status, 'CANCELLED');
    assert.ok(result.processed > 0 && result.processed < 1_000, `${result.processed} tables were processed`);
    assert.equal(result.total, 2_000);
    assert.equal(result.error, undefined);
    assert.match(started.handler.getLogs(), /Cancelled: what was done until now is kept\./);
    const { tasks } = await project.catalog.sqlDbs.get(project.sqlDbId);
    assert.equal(tasks.dbElements?.status, 'CANCELLED');
    const { columns } = await project.catalog.elements.count(project.sqlDbId);
    assert.equal(columns, result.processed * 8);

    const again = await (await project.runner.start('dbElements', project.owner)).result;
    assert.deepEqual([again.status, again.processed], ['COMPLETED', 2_000]);
    assert.equal((await project.catalog.elements.count(project.sqlDbId)).columns, 16_000);
  });
});
