import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { useOperations } from './support';

describe('The place of the project database', () => {
  const test = useOperations();

  it('is chosen, and used from then on', async () => {
    const { project, projectPlaces, workspaces } = test.operations;
    await workspaces.add('here');
    const switched = new Promise<void>((resolve) => project.onDidChange(resolve));
    await projectPlaces.choose(test.file('other.sqlite'));
    await switched;
    assert.deepEqual(await (await project.get()).workspaces.list(), []);
  });

  it('stays the same if another one cannot be opened', async () => {
    const { operations, ports } = test;
    await writeFile(test.file('text.sqlite'), 'no database at all, but a text that is long enough to be one');
    const { projectPlaces } = operations;
    await assert.rejects(projectPlaces.choose(test.file('text.sqlite')), { code: 'PROJECT_DATABASE_UNREADABLE' });
    await assert.rejects(projectPlaces.move('no path'), { code: 'INVALID_ARGUMENT' });
    assert.equal(ports.settings.projectDatabase(), test.file('project.sqlite'));
  });

  it('is not moved to itself, or to a place with another project database', async () => {
    const { operations } = test;
    const { projectPlaces, workspaces } = operations;
    await workspaces.add('here');
    await assert.rejects(projectPlaces.move(test.file('project.sqlite')), /is there already/);
    await projectPlaces.move(test.file('moved.sqlite'));
    assert.ok(existsSync(test.file('moved.sqlite')));
    await assert.rejects(projectPlaces.move(test.file('project.sqlite')), { code: 'ALREADY_EXISTS' });
  });

  it('on a server has a password, which no log shows', async () => {
    const { projectPlaces, redact } = test.operations;
    const url = 'postgres://ada@db.example/thoth';
    await projectPlaces.storePassword(url, 'hunter22');
    assert.equal(await projectPlaces.password(url), 'hunter22');
    assert.equal(redact('it is hunter22'), 'it is •••');
    await projectPlaces.storePassword(url, '');
    assert.equal(await projectPlaces.password(url), undefined);
  });
});
