import type {
  Catalog,
  CommentStore,
  ElementStore,
  RunStore,
  SqlDbStore,
  TableStore,
  WorkspaceStore,
} from '../../catalog/catalog';

/** Calls a method of a store; may retry the call, or reject without a call. */
export type Attempt = <T>(call: () => Promise<T>) => Promise<T>;

/** The project database for a run: each call of a store goes through `attempt`. */
export class RunCatalog implements Catalog {
  readonly workspaces: WorkspaceStore;
  readonly sqlDbs: SqlDbStore;
  readonly elements: ElementStore;
  readonly comments: CommentStore;
  readonly runs: RunStore;
  readonly tables: TableStore;

  constructor(
    private readonly catalog: Catalog,
    attempt: Attempt,
  ) {
    this.workspaces = attempted(catalog.workspaces, attempt);
    this.sqlDbs = attempted(catalog.sqlDbs, attempt);
    this.elements = attempted(catalog.elements, attempt);
    this.comments = attempted(catalog.comments, attempt);
    this.runs = attempted(catalog.runs, attempt);
    // its pages are iterated, not awaited, and no task uses it
    this.tables = catalog.tables;
  }

  get gone(): boolean {
    return this.catalog.gone;
  }

  requireInPlace(): Promise<void> {
    return this.catalog.requireInPlace();
  }

  close(): Promise<void> {
    return this.catalog.close();
  }
}

/** A store whose methods, which all return promises, are called through `attempt`. */
function attempted<Store extends object>(store: Store, attempt: Attempt): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => attempt(() => Reflect.apply(member, target, given) as Promise<unknown>);
    },
  });
}
