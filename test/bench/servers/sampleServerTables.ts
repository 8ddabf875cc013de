import { keyTargets, tableName } from '../sampleSource';

/** The types of the sample columns, as one engine spells them. */
export interface SampleTypes {
  readonly integer: string;
  readonly double: string;
  readonly boolean: string;
  readonly timestamp: string;
  readonly yes: string;
}

export interface SampleColumn {
  readonly name: string;
  readonly type: string;
  readonly rest: string;
  readonly comment: string;
}

export function sampleColumns({ integer, double, boolean, timestamp, yes }: SampleTypes): readonly SampleColumn[] {
  const columns = [
    ['id', integer, 'PRIMARY KEY'],
    ['parent_id', integer, 'NOT NULL'],
    ['owner_id', integer, ''],
    ['code', 'VARCHAR(20)', 'NOT NULL'],
    ['title', 'VARCHAR(200)', ''],
    ['notes', 'TEXT', ''],
    ['amount', 'DECIMAL(12, 2)', 'NOT NULL DEFAULT 0'],
    ['rate', double, ''],
    ['is_active', boolean, `NOT NULL DEFAULT ${yes}`],
    ['valid_from', 'DATE', ''],
    ['created_at', timestamp, 'NOT NULL DEFAULT CURRENT_TIMESTAMP'],
    ['updated_at', timestamp, ''],
  ] as const;
  return columns.map(([name, type, rest]) => ({ name, type, rest, comment: `What the ${name} of an item is for` }));
}

export function tableComment(number: number): string {
  return `The items of sales order number ${number}`;
}

/** Scripts of some hundred tables each: how to make one table, or what to say of it, is the engine's. */
export function* scripts(
  tableCount: number,
  statementsOf: (table: SampleTable) => readonly string[],
): Generator<string> {
  const tablesPerScript = 200;
  for (let first = 0; first < tableCount; first += tablesPerScript) {
    const count = Math.min(tablesPerScript, tableCount - first);
    const tables = Array.from({ length: count }, (_, index) => sampleTable(first + index, tableCount));
    yield tables.flatMap(statementsOf).join(';\n');
  }
}

export interface SampleTable {
  readonly name: string;
  readonly comment: string;
  /** Each leads from a column to the `id` of another table. */
  readonly keys: readonly { readonly column: string; readonly target: string }[];
}

function sampleTable(number: number, tableCount: number): SampleTable {
  const keys = Object.entries(keyTargets(number, tableCount)).map(([column, target]) => ({ column, target }));
  return { name: tableName(number), comment: tableComment(number), keys };
}
