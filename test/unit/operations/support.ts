import { SqliteConnection } from '../../../src/base/sqlite';
import { createOperations, type Operations } from '../../../src/operations/operations';
import { memoryPorts, MemorySettings, type MemoryPorts } from '../support/ports';
import { useTemporaryFolder } from '../support/temporaryFolder';

/** A source with two tables, one of which refers to the other. */
export const shop = `
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id), title TEXT);
  INSERT INTO author VALUES (1, 'Ada');
`;

/** Operations over ports in memory, with a project database in a file, for each test. */
export interface TestOperations {
  readonly ports: MemoryPorts;
  readonly operations: Operations;
  file(name: string): string;
  /** Writes a SQLite file. @returns its path */
  writeSource(name: string, script?: string): Promise<string>;
  /** Registers a source and reads its elements. @returns its id */
  addShop(name?: string): Promise<number>;
}

/** @param others replace some of the ports */
export function useOperations(others: () => Partial<MemoryPorts> = () => ({})): TestOperations {
  const folder = useTemporaryFolder();
  const test = { file: (name: string) => folder.file(name) } as {
    -readonly [Key in keyof TestOperations]: TestOperations[Key];
  };
  test.writeSource = async (name, script = shop) => {
    const connection = await SqliteConnection.open(folder.file(name), 'create');
    try {
      await connection.execute(script);
    } finally {
      await connection.close();
    }
    return folder.file(name);
  };
  test.addShop = async (name = 'shop') => {
    const { sqlDbs, tasks } = test.operations;
    const id = await sqlDbs.addFile(await test.writeSource(`${name}.sqlite`), name);
    await tasks.run('dbElements', [{ type: 'sqlDb', id }]);
    return id;
  };
  beforeEach(() => {
    test.ports = memoryPorts({ settings: new MemorySettings(folder.file('project.sqlite')), ...others() });
    test.operations = createOperations(test.ports);
  });
  afterEach(() => test.operations.stop());
  return test;
}
