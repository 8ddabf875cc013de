import { RawDatabase } from './rawDatabase';

export const columnsPerTable = 12;

/** As many tables as asked for, of 12 columns and 1.5 foreign keys each. */
export async function writeSampleSource(file: string, tableCount: number): Promise<void> {
  const database = await RawDatabase.open(file);
  await database.execute('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
  const perScript = 500;
  for (let first = 0; first < tableCount; first += perScript) {
    const count = Math.min(perScript, tableCount - first);
    const statements = Array.from({ length: count }, (_, index) => createTable(first + index, tableCount));
    await database.execute(statements.join(';\n'));
  }
  await database.execute('COMMIT');
  await database.close();
}

/** Puts a hundred rows into each of the tables. */
export async function fillSampleSource(file: string, tableCount: number): Promise<void> {
  const database = await RawDatabase.open(file);
  const rows =
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) ' +
    "SELECT 1, 'code ' || (i % 7), 'A title of usual length, number ' || i, i * 1.5, '2026-01-02 03:04:05' FROM n";
  await database.execute('BEGIN');
  for (let number = 0; number < tableCount; number++) {
    await database.execute(`INSERT INTO ${tableName(number)} (parent_id, code, title, amount, updated_at) ${rows}`);
  }
  await database.execute('COMMIT');
  await database.close();
}

export function relationshipCount(tableCount: number): number {
  return Math.floor(tableCount * 1.5);
}

/** What the columns of a sample table point at, each at `id`: `parent_id`, and of every other table `owner_id` too. */
export function keyTargets(number: number, tableCount: number): Readonly<Record<string, string>> {
  const parent = tableName((number * 7 + 1) % tableCount);
  const owner = tableName((number * 13 + 5) % tableCount);
  return { parent_id: parent, ...(number % 2 === 1 && { owner_id: owner }) };
}

function createTable(number: number, tableCount: number): string {
  const { parent_id: parent, owner_id: owner } = keyTargets(number, tableCount);
  const oneKey = `parent_id INTEGER NOT NULL REFERENCES ${parent} (id)`;
  const anotherKey = owner === undefined ? 'owner_id INTEGER' : `owner_id INTEGER REFERENCES ${owner} (id)`;
  return `CREATE TABLE ${tableName(number)} (
    id INTEGER PRIMARY KEY, ${oneKey}, ${anotherKey}, code VARCHAR(20) NOT NULL, title VARCHAR(200), notes TEXT,
    amount DECIMAL(12, 2) NOT NULL DEFAULT 0, rate DOUBLE, is_active BOOLEAN NOT NULL DEFAULT 1, valid_from DATE,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP)`;
}

export function tableName(number: number): string {
  return `sales_order_item_${String(number).padStart(6, '0')}`;
}
