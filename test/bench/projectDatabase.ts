import type { Benchmark, Contestant, Metrics, Row } from './benchmark';
import { runDbElements } from './dbElementsRun';
import type { ProjectServer } from './projects/project';
import { projectFloor } from './projects/projectFloor';
import { serverProject } from './projects/serverProject';
import { databaseOf, readAll, whyNot } from './servers/sampleDatabase';
import type { TaskSource } from './taskSource';

/** The whole task over a source, with its log, into a fresh project database on a server; and once more. */
export function projectDatabase(source: TaskSource, server: ProjectServer, tableCount: number): Benchmark {
  const project = serverProject(server);
  const runTask: Contestant = ({ shared, round }) =>
    runDbElements({ ...source.subject(shared), tableCount, round }, project);
  return {
    name: `project-${source.name}-${server.name}-${tableCount}`,
    hindrance: async () => (await source.hindrance()) ?? whyNot(server.address),
    async prepare(shared) {
      await source.create(shared, tableCount);
      // the elements that the floor writes
      await runDbElements({ ...source.subject(shared), tableCount, round: shared }, project);
    },
    async cleanUp(shared) {
      await project.remove(shared);
      await source.drop(shared);
    },
    endRound: (round) => project.remove(round),
    contestants: {
      reading: async ({ shared }) => readAll(await source.openRaw(shared), tableCount),
      writing: async ({ shared, round }) => ({
        ...(await projectFloor(server, project.databaseOf(shared), databaseOf(round, 'floor'))),
      }),
      first: runTask,
      rerun: runTask,
    },
    rows: (round) => rowsOf(round, `${source.label}: ${tableCount.toLocaleString('en')} tables into ${project.label}`),
  };
}

function rowsOf({ reading, writing, first, rerun }: Readonly<Record<string, Metrics>>, title: string): Row[] {
  const floor = reading!.seconds! + writing!.seconds!;
  return [
    { work: title, unit: 'seconds', ours: first!.seconds!, floor, bound: 2.5 },
    { work: '  rerun, to the first run', unit: 'seconds', ours: rerun!.seconds!, floor: first!.seconds!, bound: 1 },
    { work: '  longest stop', unit: 'milliseconds', ours: first!.longestStop!, bound: 50 },
    { work: '  longest stop of the rerun', unit: 'milliseconds', ours: rerun!.longestStop!, bound: 50 },
  ];
}
