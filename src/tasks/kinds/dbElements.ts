import { throwIfCancelled } from '../../base/errors';
import { yieldToEventLoop } from '../../base/clock';
import { ReadAhead } from '../../base/readAhead';
import type { SyncCounts, TableElements, TableSync } from '../../catalog/catalog';
import type { ElementCounts, RelationshipValues } from '../../model/elements';
import type { Source, SourceForeignKey, SourceTable, TableColumns, TableForeignKeys } from '../../sources/source';
import type { TaskContext, TaskDefinition } from '../task';

/**
 * Reads a source's tables, columns and foreign keys into the catalog. A later run writes only what is new or has
 * changed.
 */
export const dbElements: TaskDefinition = {
  kind: 'dbElements',
  title: 'Database elements',
  icon: 'play',
  steps: ['tables', 'columns', 'relationships'],
  overWorkspaces: false,
  prefix: 'db_elements',
  logBaseName: 'db_elements',
  async run(context) {
    const source = await context.openSource();
    const tables = await createTables(context, source);
    const failures = new Failures(context, tables.all.length);
    const foreignKeys = new ReadAhead(source.readForeignKeys(tables.changed, context.signal));
    try {
      // the log of each step is saved during the next step, and that of the last step at the end of the run, which
      // comes now
      await Promise.all([createColumns(context, source, tables, failures, foreignKeys), context.saveLog()]);
      const [incomplete] = await Promise.all([
        createRelationships(context, foreignKeys, tables, failures),
        context.saveLog(),
      ]);
      const whole = tables.all.filter(
        ({ name }) => !tables.unchanged.has(name) && !failures.has(name) && !incomplete.has(name),
      );
      logTotals(context, await context.catalog.elements.finishSync(context.sqlDb.id, context.taskId, whole), failures);
    } finally {
      await foreignKeys.close();
    }
  },
};

/** The tables of the source, and the catalog's elements of those that need not be read again. */
interface Tables {
  readonly all: readonly SourceTable[];
  readonly changed: readonly string[];
  readonly unchanged: ReadonlyMap<string, TableElements>;
}

/** How many tables are logged before a turn of the event loop. */
const tablesAtOnce = 50;

/** The approximate share of each step in the whole run: where its progress begins and ends. */
const stepFractions = { 1: [0, 0.05], 2: [0.05, 0.75], 3: [0.75, 1] } as const;
const stepCount = 3;

/** The tables with an error, each counted once, in whichever step it came. */
class Failures {
  private readonly tables = new Set<string>();

  constructor(
    private readonly context: TaskContext,
    private readonly total: number,
  ) {}

  add(table: string, error: Error): void {
    this.tables.add(table);
    this.context.logger.error(`Error processing table ${table}: ${error.message}`);
  }

  get count(): number {
    return this.tables.size;
  }

  has(table: string): boolean {
    return this.tables.has(table);
  }

  /** Reports to the runner how many of the `done` tables had no error so far. */
  report(done: number): void {
    this.context.count({ processed: done - this.count, failed: this.count, total: this.total });
  }
}

async function createTables(context: TaskContext, source: Source): Promise<Tables> {
  const { catalog, logger, signal, sqlDb, taskId } = context;
  logger.info('Step 1: Creating tables');
  startStep(context, 1, 0);
  const tables = await source.listTables(signal);
  throwIfCancelled(signal);
  const { counts, unchanged } = await catalog.elements.syncTables(sqlDb.id, taskId, tables);
  logger.info(`Tables created: ${counts.created}`);
  logger.info(`Tables updated: ${counts.updated}`);
  logger.info(`Tables skipped: ${counts.skipped}`);
  logger.info(`Tables gone: ${counts.gone}`);
  const changed = tables.map(({ name }) => name).filter((name) => !unchanged.has(name));
  return { all: tables, changed, unchanged };
}

/** @param foreignKeys is started with the last batch of columns, so that it is read while that batch is written */
async function createColumns(
  context: TaskContext,
  source: Source,
  { all, changed, unchanged }: Tables,
  failures: Failures,
  foreignKeys: ReadAhead<unknown>,
): Promise<void> {
  const { catalog, logger, signal, sqlDb, taskId } = context;
  logger.info('Step 2: Creating columns for each table');
  const step = startStep(context, 2, all.length);
  const say = (outcome: TableSync): void => {
    logger.info(`Processing table ${step.advance(outcome.table)}/${all.length}: ${outcome.table}`);
    if ('error' in outcome) failures.add(outcome.table, outcome.error);
    else logger.info(`Columns ${inWords(outcome.counts)}`);
  };
  const logAll = async (outcomes: readonly TableSync[]): Promise<void> => {
    for (let start = 0; start < outcomes.length; start += tablesAtOnce) {
      for (const outcome of outcomes.slice(start, start + tablesAtOnce)) say(outcome);
      failures.report(step.done);
      step.report(failures.count);
      await yieldToEventLoop();
    }
  };
  failures.report(0);
  await logAll([...unchanged].map(([table, { columns }]) => ({ table, counts: { ...nothing, skipped: columns } })));
  throwIfCancelled(signal);
  let read = 0;
  let logging = Promise.resolve();
  try {
    for await (const batch of new ReadAhead(source.readColumns(changed, signal))) {
      read += batch.length;
      if (read === changed.length) foreignKeys.begin();
      const written = await catalog.elements.syncColumns(sqlDb.id, taskId, batch.filter(wereColumnsRead), signal);
      await logging;
      // logged while the next batch is written
      logging = logAll(inOrder(batch, written));
    }
  } finally {
    // what is written is logged, even after an error
    await logging;
  }
}

/** @returns the tables with foreign keys that were left out */
async function createRelationships(
  context: TaskContext,
  foreignKeys: AsyncIterable<readonly TableForeignKeys[]>,
  { all, changed, unchanged }: Tables,
  failures: Failures,
): Promise<ReadonlySet<string>> {
  const { catalog, logger, signal, sqlDb, taskId } = context;
  logger.info('Step 3: Creating foreign key relationships');
  const step = startStep(context, 3, changed.filter((table) => !failures.has(table)).length);
  const incomplete = new Set<string>();
  const totals = { ...nothing };
  for (const { relationships } of unchanged.values()) totals.skipped += relationships;
  for await (const page of foreignKeys) {
    throwIfCancelled(signal);
    const batch = page.filter(({ table }) => !failures.has(table));
    const read = batch.filter(wereForeignKeysRead);
    for (const { table, unresolved } of read) {
      if (unresolved.length > 0) incomplete.add(table);
      for (const { columns, targetTable, reason } of unresolved) {
        logger.warning(`Table ${table}: foreign key (${columns.join(', ')}) to ${targetTable} left out: ${reason}`);
      }
    }
    const written = await catalog.elements.syncRelationships(sqlDb.id, taskId, read.map(asRelationships), signal);
    for (const outcome of inOrder(batch, written)) {
      step.advance(outcome.table);
      if ('error' in outcome) failures.add(outcome.table, outcome.error);
      else addCounts(totals, outcome.counts);
    }
    failures.report(all.length);
    step.report(failures.count);
    await yieldToEventLoop();
  }
  logger.info(`Relationships created: ${totals.created}`);
  logger.info(`Relationships updated: ${totals.updated}`);
  logger.info(`Relationships skipped: ${totals.skipped}`);
  logger.info(`Relationships gone: ${totals.gone}`);
  failures.report(all.length);
  return incomplete;
}

function logTotals({ logger, report }: TaskContext, counts: ElementCounts, failures: Failures): void {
  const { tables, columns, relationships } = counts;
  logger.info(`In the catalog: ${tables} tables, ${columns} columns, ${relationships} relationships`);
  logger.info(`Tables failed: ${failures.count}`);
  report({ fraction: 1, current: null });
}

interface StepProgress {
  /** How many items of the step are done. */
  readonly done: number;
  /** @returns the number of the item, from 1 */
  advance(item: string): number;
  report(failed: number): void;
}

/** Counts the items of one step, and computes the progress of the whole run. */
function startStep(context: TaskContext, step: 1 | 2 | 3, total: number): StepProgress {
  const [from, to] = stepFractions[step];
  let done = 0;
  let current: string | null = null;
  context.report({ step, stepCount, done, total, current, fraction: from });
  return {
    get done() {
      return done;
    },
    advance(item: string): number {
      current = item;
      return ++done;
    },
    report(failed: number): void {
      context.report({ done, failed, current, fraction: from + ((to - from) * done) / Math.max(1, total) });
    },
  };
}

const nothing: SyncCounts = { created: 0, updated: 0, skipped: 0, gone: 0 };

type ReadColumns = Extract<TableColumns, { readonly columns: unknown }>;
type ReadForeignKeys = Extract<TableForeignKeys, { readonly foreignKeys: unknown }>;

function wereColumnsRead(table: TableColumns): table is ReadColumns {
  return 'columns' in table;
}

function wereForeignKeysRead(table: TableForeignKeys): table is ReadForeignKeys {
  return 'foreignKeys' in table;
}

/** The result for each table of a batch, in the batch's order: the error of reading it, or the result of writing it. */
function inOrder(batch: readonly (TableColumns | TableForeignKeys)[], written: readonly TableSync[]): TableSync[] {
  const results = new Map(written.map((result) => [result.table, result]));
  return batch.map((table) => ('error' in table ? table : (results.get(table.table) ?? notInCatalog(table.table))));
}

function notInCatalog(table: string): TableSync {
  return { table, error: new Error('it is not in the catalog') };
}

/** The pairs of columns of each foreign key; a key that the source declares twice counts once. */
function asRelationships({ table, foreignKeys }: ReadForeignKeys) {
  const keys = new Set<string>();
  const relationships: RelationshipValues[] = [];
  for (const foreignKey of foreignKeys) {
    const key = constraintKey(foreignKey);
    if (keys.has(key)) continue;
    keys.add(key);
    const { columns, targetTable, targetColumns } = foreignKey;
    columns.forEach((sourceColumn, index) => {
      const targetColumn = targetColumns[index] ?? '';
      relationships.push({ constraintKey: key, position: index + 1, sourceColumn, targetTable, targetColumn });
    });
  }
  return { table, relationships };
}

/** The same key at each run, also for sources without names of keys. */
function constraintKey({ name, columns, targetTable, targetColumns }: SourceForeignKey): string {
  return JSON.stringify([name, columns, targetTable, targetColumns]);
}

function addCounts(totals: { -readonly [Key in keyof SyncCounts]: number }, counts: SyncCounts): void {
  totals.created += counts.created;
  totals.updated += counts.updated;
  totals.skipped += counts.skipped;
  totals.gone += counts.gone;
}

function inWords({ created, updated, skipped, gone }: SyncCounts): string {
  const further = `${updated > 0 ? `, updated: ${updated}` : ''}${gone > 0 ? `, gone: ${gone}` : ''}`;
  return `created: ${created}, skipped: ${skipped}${further}`;
}
