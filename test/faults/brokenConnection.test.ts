import assert from 'node:assert/strict';
import type { TaskOwner } from '../../src/model/runs';
import { forEachServer, Workbench } from '../unit/catalog/engines';
import { CuttableProxy } from '../unit/support/cuttableProxy';
import { scriptedComments } from './support/comments';
import { useSuiteFolder } from './support/folder';
import { FaultProject } from './support/project';
import { writeSource } from './support/template';

const tableCount = 60;
/** After how many calls of the generator all connections break, each time. */
const callsBetweenCuts = 7;

forEachServer('A project database whose connections break while the server is up', (engine) => {
  const folder = useSuiteFolder();
  let bench: Workbench;
  let proxy: CuttableProxy;
  let project: FaultProject;
  let owner: TaskOwner;
  beforeEach(async () => {
    bench = new Workbench(engine);
    await bench.open();
    assert.ok('url' in bench.location);
    const target = new URL(bench.location.url);
    proxy = await CuttableProxy.start({ host: target.hostname, port: Number(target.port) });
    target.port = String(proxy.port);
    project = await FaultProject.open({ ...bench.location, url: target.href });
    const file = folder.file(`${engine.title}.sqlite`);
    await writeSource(file, tableCount);
    owner = await project.add({ name: 'source', dbType: 'sqlite', dbName: file });
  });
  afterEach(async () => {
    await project.close();
    await proxy.close();
    await bench.dispose();
  });

  it('keeps the runs going, and their logs whole', async () => {
    const runner = project.runner();
    const elements = await runner.start('dbElements', owner);
    const stepsCut = new Set<number>();
    elements.onDidChange(({ progress: { step, done } }) => {
      if (stepsCut.has(step) || (step > 1 && done === 0)) return;
      stepsCut.add(step);
      proxy.cut();
    });
    const read = await elements.result;
    assert.deepEqual([read.status, read.processed, read.failed], ['COMPLETED', tableCount, 0], read.error);
    assert.ok(stepsCut.size >= 3, [...stepsCut].join());

    let calls = 0;
    const comments = scriptedComments(1, () => {
      calls += 1;
      if (calls % callsBetweenCuts === 0) proxy.cut();
    });
    const run = await runner.start('tableComments', owner, { comments });
    const written = await run.result;
    assert.deepEqual([written.status, written.processed, written.failed], ['COMPLETED', tableCount, 0], written.error);
    await run.settled;
    assert.equal(await project.savedLog(run.taskId), run.handler.getLogs());
    assert.equal((await project.catalog.runs.get(run.taskId)).status, 'COMPLETED');
  });
});
