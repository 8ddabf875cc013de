import type { TaskContext, TaskDefinition } from '../../../src/tasks/task';

/** A kind of task that does what a test wants. */
export function taskOf(run: (context: TaskContext) => Promise<void>): TaskDefinition {
  return { kind: 'dbElements', title: 'Database elements', prefix: 'db_elements', logBaseName: 'db_elements', run };
}

/** The work of a task that ends when the test says so, and stops when it is cancelled. */
export function heldWork(): {
  readonly context: Promise<TaskContext>;
  run(context: TaskContext): Promise<void>;
  end(): void;
} {
  let begin!: (context: TaskContext) => void;
  let end!: () => void;
  const context = new Promise<TaskContext>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    context,
    end: () => end(),
    run: (given) => {
      begin(given);
      const stopped = new Promise<never>((_, reject) =>
        given.signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError'))),
      );
      return Promise.race([ended, stopped]);
    },
  };
}
