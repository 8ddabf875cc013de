import type { Disposable } from './disposable';

/** Subscribes a listener; the result unsubscribes it. The shape is VS Code's own. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The sending side of an event. A listener that throws does not keep the others from hearing it. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** @param onListenerError told of a listener that threw; by default nobody is. */
  constructor(private readonly onListenerError: (error: unknown) => void = () => undefined) {}

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
        this.onListenerError(error);
      }
    }
  }
}
