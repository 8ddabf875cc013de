import type { Metrics } from '../benchmark';
import { writeFloor } from '../elementsFloor';
import { keyTargets, tableName } from '../sampleSource';
import { sampleColumns, tableComment } from './sampleServerTables';

const columns = sampleColumns({
  integer: 'INTEGER',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  yes: 'true',
});

/** Writes the elements of a sample database, which are there before the clock starts. */
export async function serverWriteFloor(file: string, tableCount: number): Promise<Metrics> {
  const numbers = Array.from({ length: tableCount }, (_, index) => index);
  const tables = numbers.map((number) => [tableName(number), 'table', tableComment(number)] as const);
  const columnsOf = numbers.map((number) =>
    columns.map(({ name, type, rest, comment }, position) => {
      const [, defaultValue = null] = /DEFAULT (.*)/.exec(rest) ?? [];
      const notNull = Number(rest !== '');
      return [number + 1, name, position, type, notNull, defaultValue, Number(position === 0), 0, comment] as const;
    }),
  );
  const pairsOf = numbers.map((number) =>
    Object.entries(keyTargets(number, tableCount)).map(
      ([column, target], key) => [number + 1, column, target, 'id', key, 0] as const,
    ),
  );
  return {
    ...(await writeFloor(file, tableCount, (write) =>
      write({
        tables: () => Promise.resolve(tables),
        columns: (page) => Promise.resolve(page.flatMap(([id]) => columnsOf[id - 1] ?? [])),
        pairs: (page) => Promise.resolve(page.flatMap(([id]) => pairsOf[id - 1] ?? [])),
      }),
    )),
  };
}
