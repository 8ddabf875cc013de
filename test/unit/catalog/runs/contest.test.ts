import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Catalog } from '../../../../src/catalog/catalog';
import { bundleEnvironment, bundleProgram } from '../../../host/bundle';
import { roundsOf } from '../../../rounds';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import type { Answer, Request } from './contestant';
import { forEachEngine, Workbench } from '../engines';
import { aSqlDb } from '../support';

const windows = 8;
const claims = roundsOf('contest');
const rounds = Math.ceil(claims / windows);

forEachEngine('eight windows, each a process of its own', (engine) => {
  const folder = useTemporaryFolder();
  let bench: Workbench;
  let catalog: Catalog;
  let children: ChildProcess[];
  beforeEach(async function () {
    this.timeout(60_000);
    bench = new Workbench(engine);
    catalog = await bench.open();
    const script = folder.file('contestant.js');
    await bundleProgram(join(__dirname, 'contestant.ts'), script);
    const env = { ...process.env, ...bundleEnvironment };
    children = Array.from({ length: windows }, () => fork(script, { env, execArgv: [] }));
    await askAll(() => ({ do: 'open', location: bench.location }));
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await bench.dispose();
  });

  async function ask(child: ChildProcess, request: Request): Promise<Answer> {
    const answered = once(child, 'message');
    child.send(request);
    const [answer] = (await answered) as [Answer];
    assert.equal(answer.error, undefined);
    return answer;
  }

  const askAll = (request: (index: number) => Request): Promise<readonly Answer[]> =>
    Promise.all(children.map((child, index) => ask(child, request(index))));

  it(`claim the same task ${claims} times: exactly one wins each time`, async function () {
    this.timeout(120_000);
    const sqlDbId = await catalog.sqlDbs.add(aSqlDb());
    const taskId = (round: number, index: number): string => `${round}/${index}`;
    for (let round = 0; round < rounds; round += 1) {
      const answers = await askAll((index) => ({ do: 'claim', sqlDbId, taskId: taskId(round, index) }));
      const winners = answers.flatMap(({ won }, index) => (won ? [index] : []));
      assert.equal(winners.length, 1, `round ${round}`);
      const [winner = 0] = winners;
      for (const { won, holder } of answers) assert.ok(won || holder === taskId(round, winner));
      const ends = await Promise.all([
        ask(children[winner]!, { do: 'end', sqlDbId, taskId: taskId(round, winner) }),
        ask(children[(winner + 1) % windows]!, { do: 'end', sqlDbId, taskId: taskId(round, winner) }),
      ]);
      assert.equal(ends.filter(({ won }) => won).length, 1, 'one of two ends it');
    }
    const owner = { type: 'sqlDb' as const, id: sqlDbId };
    assert.equal((await catalog.runs.listLast(owner, 'dbElements', rounds * windows)).length, rounds);
  });
});
