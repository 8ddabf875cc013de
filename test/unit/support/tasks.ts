import { ThothError } from '../../../src/base/errors';
import { dbElements } from '../../../src/tasks/kinds/dbElements';
import type { TaskContext, TaskDefinition } from '../../../src/tasks/task';

/** A task kind that runs the function of a test. */
export function taskOf(run: (context: TaskContext) => Promise<void>): TaskDefinition {
  return { ...dbElements, run };
}

/** A kind of task that runs until the test ends it, or until it is cancelled. */
export interface HeldTask {
  readonly definition: TaskDefinition;
  /** Resolves when the task has begun. */
  readonly context: Promise<TaskContext>;
  /** @param error what the task fails with; absent: it succeeds */
  end(error?: Error): void;
}

export function heldTask(): HeldTask {
  let begin!: (context: TaskContext) => void;
  let end!: (error?: Error) => void;
  const context = new Promise<TaskContext>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const definition = taskOf((given) => {
    begin(given);
    const stopped = new Promise<never>((_, reject) =>
      given.signal.addEventListener('abort', () => reject(new ThothError('CANCELLED', 'stopped'))),
    );
    return Promise.race([ended, stopped]);
  });
  return { definition, context, end };
}
