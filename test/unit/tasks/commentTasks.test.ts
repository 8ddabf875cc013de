import assert from 'node:assert/strict';
import { ThothError } from '../../../src/base/errors';
import { createSchemaGenerator } from '../../../src/comments/schema/schema';
import type { CommentGenerator } from '../../../src/comments/comment';
import { previewFirstCall } from '../../../src/tasks/kinds/commentPreview';
import { tableComments } from '../../../src/tasks/kinds/tableComments';
import type { ElementNames } from '../../../src/model/comments';
import type { CommentOptions, TaskInput, TaskResult } from '../../../src/tasks/task';
import { allWell, ScriptedGenerator } from '../support/generator';
import { sampleWithheld } from '../../../src/sources/errors';
import { wrapSource } from '../../../src/sources/wrapSource';
import { openTestSource, useProject } from '../support/project';
import { columnNames, countsOf, options, shop } from './support';

describe('the comment tasks', () => {
  const project = useProject(shop);
  beforeEach(async () => {
    await (
      await project.runner.start('dbElements', project.owner)
    ).result;
  });

  const run = async (
    kind: 'tableComments' | 'columnComments',
    generator: CommentGenerator,
    { mode = 'missing', ...names }: ElementNames & Pick<TaskInput, 'mode'> = {},
    more: Partial<CommentOptions> = {},
  ): Promise<TaskResult & { log: string[] }> => {
    const comments = options(generator, more);
    const choice = await project.catalog.comments.find(project.sqlDbId, names, false);
    const started = await project.runner.start(kind, project.owner, { ...choice, mode, comments });
    const result = await started.result;
    return {
      ...result,
      log: started.handler
        .getLogs()
        .split('\n')
        .map((line) => line.replace(/^\[.{19}\] /, '')),
    };
  };
  const commentOf = async (table: string): Promise<string | undefined> =>
    (await project.catalog.elements.listTables(project.sqlDbId)).find(({ name }) => name === table)?.generatedComment;
  const columnComments = async (table: string): Promise<Record<string, string>> => {
    const tables = await project.catalog.elements.listTables(project.sqlDbId);
    const columns = await project.catalog.elements.listColumns(tables.find(({ name }) => name === table)?.id ?? 0);
    return Object.fromEntries(columns.map(({ name, generatedComment }) => [name, generatedComment]));
  };
  describe('over tables', () => {
    it('describe each table in a call of its own, and say so', async () => {
      const generator = new ScriptedGenerator();
      const { log, ...result } = await run('tableComments', generator);
      assert.deepEqual(countsOf(result), { status: 'COMPLETED', processed: 4, failed: 0, total: 4 });
      assert.deepEqual(
        generator.requests.map(({ items }) => items),
        [['customer'], ['invoice'], ['totals'], ['wide']],
      );
      assert.equal(await commentOf('invoice'), 'About invoice');
      assert.deepEqual(log.slice(0, 4), [
        'Step 1: Choosing tables',
        'Mode: missing',
        'Tables chosen: 4',
        'Step 2: Writing table comments with scripted',
      ]);
      assert.ok(log.includes('Values left out, since they look personal: customer: email'), log.join('\n'));
      assert.ok(log.includes('Processing table 4/4: wide'));
      assert.deepEqual(log.slice(-3, -1), ['Comments written: 4', 'Comments failed: 0']);
      const { tasks } = await project.catalog.sqlDbs.get(project.sqlDbId);
      assert.equal(tasks.tableComments?.status, 'COMPLETED');
      assert.equal(tasks.dbElements?.status, 'COMPLETED');
    });

    it('send the description of a table: keys, references both ways, rows, the definition of a view', async () => {
      const generator = new ScriptedGenerator();
      await run('tableComments', generator);
      const [customer, invoice, totals] = generator.requests.map(({ table }) => table);
      assert.ok(customer && invoice);
      assert.deepEqual(customer.relationships, invoice.relationships);
      assert.equal(customer.relationships.length, 1);
      assert.deepEqual(customer.sample, {
        columns: ['id', 'name', 'level'],
        rows: [
          ['1', 'Ada', 'gold'],
          ['2', 'Bob', 'silver'],
        ],
      });
      assert.match(totals?.viewDefinition ?? '', /^CREATE VIEW totals/);
      assert.equal(customer.viewDefinition, null);
    });

    it('send no rows where none are to be sent, and personal values only where they may', async () => {
      const silent = new ScriptedGenerator();
      await run('tableComments', silent, {}, { sampleRows: 0 });
      assert.ok(silent.requests.every(({ table, sampleRows }) => table.sample.rows.length === 0 && sampleRows === 0));
      const open = new ScriptedGenerator();
      await run('tableComments', open, { mode: 'all', tables: ['customer'] }, { personalValues: true });
      assert.deepEqual(open.requests[0]?.table.sample.columns, ['id', 'name', 'email', 'level']);
    });

    it('continue with what is missing, what failed, or everything', async () => {
      const failing = new ScriptedGenerator((request) =>
        request.items.map((item) =>
          item === 'wide' ? { item, error: 'not enough information' } : { item, comment: 'x' },
        ),
      );
      const { log, ...first } = await run('tableComments', failing);
      assert.deepEqual(countsOf(first), { status: 'COMPLETED', processed: 3, failed: 1, total: 4 });
      assert.ok(log.includes('Error processing table wide: not enough information'));
      const again = new ScriptedGenerator();
      assert.equal((await run('tableComments', again, { mode: 'failed' })).total, 1);
      assert.deepEqual(
        again.requests.map(({ items }) => items),
        [['wide']],
      );
      const nothing = await run('tableComments', again);
      assert.deepEqual(countsOf(nothing), { status: 'COMPLETED', processed: 0, failed: 0, total: 0 });
      assert.ok(nothing.log.some((line) => line.startsWith('Nothing to do')));
      assert.equal((await run('tableComments', again, { mode: 'all' })).total, 4);
    });

    it('say what to do first if the catalog is empty', async () => {
      const sqlDbId = await project.catalog.sqlDbs.add({ name: 'new', dbType: 'sqlite', dbName: project.sourceFile });
      const started = await project.runner.start(
        'tableComments',
        { type: 'sqlDb', id: sqlDbId },
        { comments: options(new ScriptedGenerator()) },
      );
      assert.equal((await started.result).status, 'COMPLETED');
      assert.match(started.handler.getLogs(), /Create its database elements first/);
    });

    it('never touch a description', async () => {
      const [table] = await project.catalog.elements.listTables(project.sqlDbId);
      assert.ok(table);
      await project.catalog.comments.setDescription(
        { type: 'table', id: table.id },
        { description: 'by a person', person: 'Ada' },
      );
      await run('tableComments', new ScriptedGenerator());
      const [described] = await project.catalog.elements.listTables(project.sqlDbId);
      assert.deepEqual([described?.description, described?.generatedComment], ['by a person', 'About customer']);
    });

    it('fail without a comment generator', async () => {
      const { status, error } = await (await project.runner.start('tableComments', project.owner)).result;
      assert.equal(status, 'FAILED');
      assert.match(error ?? '', /has no generator/);
    });
  });

  describe('over columns', () => {
    it('describe up to ten columns of a table in one call', async () => {
      const generator = new ScriptedGenerator();
      const { log, ...result } = await run('columnComments', generator, { tables: ['wide', 'invoice'] });
      assert.deepEqual(countsOf(result), { status: 'COMPLETED', processed: 15, failed: 0, total: 15 });
      assert.deepEqual(
        generator.requests.map(({ table, items }) => [table.name, items.length]),
        [
          ['invoice', 3],
          ['wide', 10],
          ['wide', 2],
        ],
      );
      assert.deepEqual(await columnComments('invoice'), {
        id: 'About id',
        customer_id: 'About customer_id',
        total: 'About total',
      });
      assert.ok(log.includes('Processing column 15/15: wide.c12'));
    });

    it('count every column by itself: those without an answer fail, the others are kept', async () => {
      const generator = new ScriptedGenerator(({ items }) =>
        items.map((item, index) =>
          index < 3 ? { item, comment: `About ${item}` } : { item, error: 'no answer for it' },
        ),
      );
      const { log, ...result } = await run('columnComments', generator, { tables: ['wide'] });
      assert.deepEqual(countsOf(result), { status: 'COMPLETED', processed: 5, failed: 7, total: 12 });
      assert.equal(log.filter((line) => line.startsWith('Error processing column wide.')).length, 7);
      assert.deepEqual(Object.values(await columnComments('wide')).filter((text) => text === '').length, 7);
      const again = new ScriptedGenerator();
      await run('columnComments', again, { mode: 'failed' });
      assert.deepEqual(
        again.requests.flatMap(({ items }) => items).sort(),
        columnNames.filter((name) => !['c01', 'c02', 'c03', 'c11', 'c12'].includes(name)),
      );
    });

    it('describe exactly the columns that were named', async () => {
      const generator = new ScriptedGenerator();
      await run('columnComments', generator, { columns: ['wide.c02', 'customer.level'] });
      assert.deepEqual(
        generator.requests.map(({ table, items }) => [table.name, ...items]),
        [
          ['customer', 'level'],
          ['wide', 'c02'],
        ],
      );
      assert.deepEqual(generator.requests[0]?.table.sample.columns, ['level']);
    });
  });

  it('keep the given number of calls running, and no fewer while there is work', async () => {
    let allThree = (): void => undefined;
    const three = new Promise<void>((resolve) => (allThree = resolve));
    const generator = new ScriptedGenerator(async (request) => {
      if (generator.running === 3) allThree();
      await three;
      return allWell(request);
    });
    const { processed } = await run('tableComments', generator, {}, { concurrency: 3 });
    assert.equal(processed, 4);
    assert.equal(generator.mostRunning, 3);
  });

  it('save each answer when it comes, and keep it when the run is cancelled', async () => {
    const generator = new ScriptedGenerator((request, signal) =>
      request.items[0] === 'customer'
        ? allWell(request)
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const comments = options(generator, { concurrency: 1 });
    const started = await project.runner.start('tableComments', project.owner, { comments });
    await new Promise<void>((resolve) => started.onDidChange(({ counts }) => counts.processed > 0 && resolve()));
    started.cancel();
    const result = await started.result;
    assert.deepEqual(countsOf(result), { status: 'CANCELLED', processed: 1, failed: 0, total: 4 });
    assert.equal(await commentOf('customer'), 'About customer');
    assert.equal(await commentOf('invoice'), '');
    const rest = new ScriptedGenerator();
    await run('tableComments', rest);
    assert.equal(rest.requests.length, 3);
  });

  it('end as FAILED if no call can succeed, with what was written before', async () => {
    const generator = new ScriptedGenerator((request) => {
      if (request.items[0] === 'customer') return allWell(request);
      throw new ThothError('COMMENTS_KEY_REFUSED', 'The server refused the key. Give another.');
    });
    const result = await run('tableComments', generator, {}, { concurrency: 1 });
    assert.deepEqual([result.status, result.error], ['FAILED', 'The server refused the key. Give another.']);
    assert.equal(await commentOf('customer'), 'About customer');
    assert.equal(generator.requests.length, 2);
  });

  it('write nothing after the run was reset', async () => {
    const generator = new ScriptedGenerator(async (request) => {
      await project.catalog.runs.reset(project.owner, tableComments, project.clock.now(), () => 'reset');
      return allWell(request);
    });
    const result = await run('tableComments', generator, { tables: ['customer'] });
    assert.equal(result.status, 'FAILED');
    assert.equal(await commentOf('customer'), '');
  });

  it('go on without rows where a table or view cannot be read, and say so', async () => {
    await project.changeSource('DROP TABLE invoice');
    const generator = new ScriptedGenerator();
    const { log, processed } = await run('tableComments', generator);
    assert.equal(processed, 4);
    assert.ok(
      log.some((line) => line.startsWith('No rows of totals are used: ')),
      log.join('\n'),
    );
    assert.ok(log.some((line) => line.startsWith('No rows of invoice are used: ')));
  });

  it('say once why the rows of a table are not read, and do not try again', async () => {
    const tried: string[] = [];
    const { runner } = await project.openWindow(undefined, {
      openSource: async (...given) => ({
        ...wrapSource(
          await openTestSource(...given),
          (reading) => reading,
          () => Promise.resolve(),
        ),
        readRows: (table) => {
          tried.push(table);
          return Promise.reject(sampleWithheld(table, 'it is a view', 'ada'));
        },
      }),
    });
    const comments = options(new ScriptedGenerator());
    const started = await runner.start('columnComments', project.owner, {
      ...(await project.catalog.comments.find(project.sqlDbId, { tables: ['wide'] }, false)),
      comments,
    });
    assert.ok((await started.result).total > 10, 'several calls');
    assert.deepEqual(tried, ['wide']);
    assert.equal(
      started.handler.getLogs().match(/No rows of wide are used: "wide" is not read: it is a view/g)?.length,
      1,
    );
  });

  it('count a table that was removed from the catalog meanwhile as failed', async () => {
    const generator = new ScriptedGenerator(async (request) => {
      await project.changeSource('DROP TABLE IF EXISTS wide');
      return allWell(request);
    });
    const comments = options(generator, { concurrency: 1 });
    const { catalog } = await project.openWindow();
    const describe = project.catalog.comments.describe.bind(project.catalog.comments);
    project.catalog.comments.describe = async (id, names) =>
      (await describe(id, names)).filter(({ name }) => name !== 'wide');
    const started = await project.runner.start('tableComments', project.owner, { comments });
    const result = await started.result;
    assert.deepEqual(countsOf(result), { status: 'COMPLETED', processed: 3, failed: 1, total: 4 });
    assert.equal((await catalog.runs.get(result.taskId)).failed, 1);
  });

  it('need no model: the schema alone describes everything, the same way each time', async () => {
    const tables = await run('tableComments', createSchemaGenerator());
    const columns = await run('columnComments', createSchemaGenerator());
    assert.deepEqual([tables.failed, columns.failed], [0, 0]);
    const first = await commentOf('invoice');
    assert.match(first ?? '', /derived from the schema/);
    await run('tableComments', createSchemaGenerator(), { mode: 'all' });
    assert.equal(await commentOf('invoice'), first);
  });

  it('preview exactly what the first call would send', async () => {
    const sqlDb = await project.catalog.sqlDbs.get(project.sqlDbId);
    const context = {
      sqlDb,
      catalog: project.catalog,
      clock: project.clock,
      logger: project.fallback,
      signal: new AbortController().signal,
      redact: (text: string) => text,
    };
    const tables = await project.catalog.comments.listTables(project.sqlDbId, {}, 'all');
    const plan = tables.slice(0, 2).map((table) => ({ table }));
    const comments = options(new ScriptedGenerator());
    assert.equal(await previewFirstCall(openTestSource, context, plan, comments), 'Describe customer');
    assert.equal(await previewFirstCall(openTestSource, context, [], comments), '');
  });
});
