import assert from 'node:assert/strict';
import type { Connection } from '../../../../../src/catalog/storage/connection';
import { engineCodeOf } from '../../../../../src/base/errors';
import { openServer } from '../../../../../src/catalog/storage/server/openServer';
import { parseServerUrl } from '../../../../../src/catalog/storage/server/serverUrl';
import { Writer } from '../../../../../src/catalog/storage/writer';
import { forEachServer, Workbench } from '../../engines';

forEachServer('writing on a server', (engine) => {
  let bench: Workbench;
  const closing: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    bench = new Workbench(engine);
    await bench.open();
    await bench.sql("INSERT INTO workspace (id, name) VALUES (1, 'one'), (2, 'two')");
  });
  afterEach(async () => {
    for (const connection of closing.splice(0)) await connection.close();
    await bench.dispose();
  });

  async function connect(): Promise<{ writer: Writer; reader: Connection }> {
    assert.ok('url' in bench.location);
    const { writer: connection, reader } = await openServer(
      parseServerUrl(bench.location.url),
      bench.location.password,
    );
    const writer = new Writer(connection);
    closing.push(writer, reader);
    return { writer, reader };
  }

  const rename = (connection: Connection, id: number, name: string): Promise<number> =>
    connection.change('UPDATE workspace SET name = name || $1 WHERE id = $2', name, id);
  const names = async (): Promise<string[]> =>
    (await bench.sql<{ name: string }>('SELECT name FROM workspace ORDER BY id')).map(({ name }) => name);

  it('takes turns, and undoes a transaction that fails', async () => {
    const { writer } = await connect();
    const [first, failed, last] = await Promise.allSettled([
      writer.transaction((connection) => rename(connection, 1, 'a')),
      writer.transaction(async (connection) => {
        await rename(connection, 1, 'lost');
        await connection.change('INSERT INTO workspace (name) VALUES (NULL)');
      }),
      writer.run((connection) => rename(connection, 1, 'b')),
    ]);
    assert.deepEqual([first.status, failed.status, last.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.deepEqual(await names(), ['oneab', 'two']);
  });

  it('retries a transaction that the server rolled back because of a deadlock', async () => {
    const attempts = [0, 0];
    const holding = new Set<number>();
    let meet: () => void = () => undefined;
    const bothHaveOne = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const writers = [(await connect()).writer, (await connect()).writer];
    const work = (index: number) => async (connection: Connection) => {
      attempts[index]! += 1;
      await rename(connection, index + 1, `+${index}`);
      holding.add(index);
      if (holding.size === 2) meet();
      await bothHaveOne;
      await rename(connection, 2 - index, `+${index}`);
    };
    await Promise.all(writers.map((writer, index) => writer.transaction(work(index))));
    assert.ok(attempts[0]! + attempts[1]! > 2, 'there was a deadlock');
    for (const name of await names()) assert.ok(name.includes('+0') && name.includes('+1') && name.length === 7, name);
  });

  it('waits while another program holds the lock of a row', async () => {
    const { writer } = await connect();
    await bench.sql('START TRANSACTION');
    await bench.sql("UPDATE workspace SET name = 'first' WHERE id = 1");
    const waiting = writer.transaction((connection) => rename(connection, 1, ' second'));
    await bench.sql('COMMIT');
    await waiting;
    assert.deepEqual(await names(), ['first second', 'two']);
  });

  it('counts a row with these values already as changed, as all engines do', async () => {
    const { writer } = await connect();
    for (let round = 0; round < 2; round += 1) {
      assert.equal(
        await writer.run((connection) => connection.change("UPDATE workspace SET name = 'x' WHERE id = 1")),
        1,
      );
    }
  });

  it('is not possible through a reader', async () => {
    const { reader } = await connect();
    await assert.rejects(reader.change("UPDATE workspace SET name = 'x'"), (error) =>
      ['25006', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'].includes(engineCodeOf(error) ?? ''),
    );
    assert.deepEqual(await names(), ['one', 'two']);
  });
});
