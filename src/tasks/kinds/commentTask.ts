import { dottedName } from '../../base/dottedNames';
import { ReadAhead } from '../../base/readAhead';
import { ThothError } from '../../base/errors';
import { CommentCalls } from '../../comments/calls/calls';
import type { CommentOutcome } from '../../comments/comment';
import type { Catalog } from '../../catalog/catalog';
import type { CommentResult, ElementChoice } from '../../model/comments';
import { CommentRequests, type CommentCall } from './commentRequests';
import { CommentSaver } from './commentSaver';
import type { CommentOptions, TaskContext, TaskDefinition, TaskInput } from '../task';

/** A task kind that generates comments for tables or columns. */
export interface CommentTaskDefinition extends TaskDefinition {
  /**
   * The calls that a run would make, in order.
   * @throws ThothError NOT_FOUND for a name that the catalog does not have
   */
  plan(catalog: Catalog, sqlDbId: number, input: TaskInput): Promise<readonly CommentCall[]>;
}

/** What differs between the two kinds of comment tasks. */
export interface CommentTaskKind extends Omit<CommentTaskDefinition, 'run'> {
  /** What is described, for the log: `table`, `column`. */
  readonly item: string;
  /** The time limit of one call, in milliseconds, unless the settings give another. */
  readonly timeoutMilliseconds: number;
  /** After this many calls, the log is saved into its field. */
  readonly callsPerSave: number;
}

/**
 * Makes a kind of comment task: chooses what to describe, requests the comments in parallel, and saves each answer when
 * it arrives.
 */
export function commentTask(kind: CommentTaskKind): CommentTaskDefinition {
  return {
    ...kind,
    async run(context) {
      const options = commentOptions(context.input);
      const plan = await choose(kind, context);
      const progress = new CommentProgress(kind, context, plan);
      if (plan.length > 0) await writeComments(kind, context, options, plan, progress);
      progress.logTotals();
    },
  };
}

function commentOptions({ comments }: TaskInput): CommentOptions {
  if (comments) return comments;
  throw new ThothError('INVALID_ARGUMENT', 'This task writes comments, but has no generator. Give one in its input.');
}

async function choose(kind: CommentTaskKind, context: TaskContext): Promise<readonly CommentCall[]> {
  const { catalog, input, logger, sqlDb } = context;
  logger.info(`Step 1: Choosing ${kind.item}s`);
  context.report({ step: 1, stepCount: 2, fraction: 0 });
  const plan = await kind.plan(catalog, sqlDb.id, input);
  logger.info(`Mode: ${input.mode ?? 'missing'}`);
  logger.info(`${capitalised(kind.item)}s chosen: ${countItems(plan)}`);
  if (plan.length === 0) await explainNothing(kind, context);
  await context.saveLog();
  return plan;
}

async function explainNothing(kind: CommentTaskKind, { catalog, logger, sqlDb }: TaskContext): Promise<void> {
  const { tables } = await catalog.elements.count(sqlDb.id);
  if (tables === 0) logger.warning('The catalog has no tables of this database. Create its database elements first.');
  else logger.info(`Nothing to do: no ${kind.item} is left to describe in this mode.`);
}

async function writeComments(
  kind: CommentTaskKind,
  context: TaskContext,
  options: CommentOptions,
  plan: readonly CommentCall[],
  progress: CommentProgress,
): Promise<void> {
  const { catalog, clock, logger, taskId } = context;
  const { generator, concurrency } = options;
  logger.info(`Step 2: Writing ${kind.item} comments with ${generator.name}`);
  // the calls in progress end with the run, for any reason
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const calls = new CommentCalls(generator, {
    concurrency,
    timeoutMilliseconds: options.timeoutMilliseconds ?? kind.timeoutMilliseconds,
    clock,
    random: Math.random,
    onEvent: (text) => logger.warning(text),
  });
  const source = await context.openSource();
  const requests = new CommentRequests({ ...context, signal }, source, options);
  const prepared = new ReadAhead(requests.of(plan), concurrency)[Symbol.asyncIterator]();
  const saver = new CommentSaver((results) => catalog.comments.save(taskId, generator.name, results));
  const save = async (call: CommentCall, outcomes: readonly CommentOutcome[]): Promise<void> => {
    await saver.save(resultsOf(context, call, outcomes));
    progress.add(call, outcomes);
    if (progress.calls % kind.callsPerSave === 0) await context.saveLogWhenDue();
  };
  let saveFailure: { readonly cause: unknown } | undefined;
  const work = async (): Promise<void> => {
    // an answer is saved while the next call is under way
    let saving = Promise.resolve();
    try {
      for (;;) {
        const { done, value } = await prepared.next();
        if (done) return;
        const { call, request } = value;
        const outcomes = request ? await context.waitForModel(calls.call(request, signal)) : goneOutcomes(call);
        await saving;
        saving = save(call, outcomes).catch((cause: unknown) => {
          saveFailure ??= { cause };
          stop.abort();
        });
      }
    } finally {
      await saving;
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, plan.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    throw saveFailure ? saveFailure.cause : error;
  } finally {
    stop.abort();
    await Promise.allSettled(workers);
  }
  if (saveFailure) throw saveFailure.cause;
  await context.saveLog();
}

function goneOutcomes({ table, columns }: CommentCall): readonly CommentOutcome[] {
  return (columns ?? [table]).map(({ name }) => ({ item: name, error: 'it is not in the catalog any more' }));
}

/** The results with the elements' ids. A table has no two columns with the same name. */
function resultsOf(
  { redact }: TaskContext,
  { table, columns }: CommentCall,
  outcomes: readonly CommentOutcome[],
): readonly CommentResult[] {
  const type = columns ? 'column' : 'table';
  const ids = new Map((columns ?? [table]).map(({ id, name }) => [name, id]));
  return outcomes.flatMap((outcome) => {
    const id = ids.get(outcome.item);
    if (id === undefined) return [];
    const clean = 'comment' in outcome ? { comment: redact(outcome.comment) } : { error: redact(outcome.error) };
    return { element: { type, id }, outcome: clean } as const;
  });
}

/** Counts the items that are done, logs each, and computes the progress of the run. */
class CommentProgress {
  private readonly total: number;
  private processed = 0;
  private failed = 0;
  /** How many calls have been answered. */
  calls = 0;

  constructor(
    private readonly kind: CommentTaskKind,
    private readonly context: TaskContext,
    plan: readonly CommentCall[],
  ) {
    this.total = countItems(plan);
    context.count({ processed: 0, failed: 0, total: this.total });
    context.report({ step: 2, total: this.total });
  }

  add({ table, columns }: CommentCall, outcomes: readonly CommentOutcome[]): void {
    const { logger } = this.context;
    this.calls += 1;
    for (const outcome of outcomes) {
      const name = columns ? dottedName(table.name, outcome.item) : table.name;
      if ('comment' in outcome) this.processed += 1;
      else this.failed += 1;
      logger.info(`Processing ${this.kind.item} ${this.processed + this.failed}/${this.total}: ${name}`);
      if ('comment' in outcome) logger.info(`Comment written, ${outcome.comment.length} characters`);
      else logger.error(`Error processing ${this.kind.item} ${name}: ${outcome.error}`);
    }
    const { processed, failed, total } = this;
    const done = processed + failed;
    this.context.count({ processed, failed, total });
    this.context.report({ done, failed, current: table.name, fraction: done / Math.max(1, total) });
  }

  logTotals(): void {
    const { logger } = this.context;
    logger.info(`Comments written: ${this.processed}`);
    logger.info(`Comments failed: ${this.failed}`);
    this.context.report({ fraction: 1, current: null });
  }
}

/** How many tables or columns the calls describe. */
export function countItems(plan: readonly CommentCall[]): number {
  return plan.reduce((sum, { columns }) => sum + (columns?.length ?? 1), 0);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The elements that a run was restricted to, if any. */
export function choiceOf({ tables, columns }: TaskInput): ElementChoice {
  return { ...(tables && { tables }), ...(columns && { columns }) };
}
