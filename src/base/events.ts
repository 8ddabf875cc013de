import type { Disposable } from './disposable';
import { stackOf } from './errors';

/** Subscribes a listener; the result unsubscribes it. The shape is VS Code's own. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Where the errors of listeners are logged; a `Logger` is one. */
export interface ErrorLog {
  error(message: string): void;
}

/** The sending side of an event. An error of a listener is logged, and the other listeners still get the event. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /**
   * @param name names the event in the log, as `TaskRegistry.onDidEnd`
   * @param log gets one error for each event and listener that throws
   */
  constructor(
    private readonly name: string,
    private readonly log: ErrorLog,
  ) {}

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.log.error(`A listener of ${this.name} failed: ${stackOf(error)}`);
      }
    }
  }
}
