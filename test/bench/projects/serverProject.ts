import type { Project } from '../dbElementsRun';
import { databaseOf } from '../servers/sampleDatabase';
import { locationOf, type ProjectServer } from './project';

/** A project database on a server, named from the folder of the round. */
export interface ServerProject extends Project {
  databaseOf(round: string): string;
}

export function serverProject(server: ProjectServer): ServerProject {
  const nameOf = (round: string): string => databaseOf(round, 'task');
  return {
    label: server.address.label,
    databaseOf: nameOf,
    async open(round) {
      const { openProjectDatabase } = await import('../../../src/catalog/projectDatabase');
      await server.create(nameOf(round));
      return openProjectDatabase(locationOf(server, nameOf(round)));
    },
    remove: (round) => server.drop(nameOf(round)),
  };
}
