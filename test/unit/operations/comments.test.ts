import assert from 'node:assert/strict';
import { ThothError } from '../../../src/base/errors';
import { columnComments } from '../../../src/tasks/kinds/columnComments';
import { tableComments } from '../../../src/tasks/kinds/tableComments';
import { startModelServer, type ModelServer } from '../comments/models/modelServer';
import { useOperations } from './support';

describe('Comments', () => {
  const test = useOperations();
  let server: ModelServer;

  beforeEach(async () => {
    server = await startModelServer();
  });
  afterEach(() => server.close());

  const useServer = async (): Promise<void> => {
    await test.operations.comments.chooseModel({ provider: 'openai', baseUrl: server.baseUrl, model: 'test-model' });
  };
  const generate = (id: number, confirm?: boolean) =>
    test.operations.comments.generate(tableComments, { type: 'sqlDb', id }, { mode: 'all', confirm });

  it('asks the person before a model is used, with a full summary', async () => {
    const { ports } = test;
    const id = await test.addShop();
    await useServer();
    const [result] = await generate(id);
    assert.deepEqual([result?.status, result?.processed], ['COMPLETED', 2]);
    const [summary] = ports.consent.summaries;
    assert.ok(summary);
    const { definition, firstRequest, tokens, destination, model, ...rest } = summary;
    assert.equal(definition, tableComments);
    assert.match(firstRequest, /author/);
    assert.ok(tokens > 0);
    assert.deepEqual(ports.consent.allowed, [`${model} @ ${destination}`]);
    assert.deepEqual(rest, { sqlDbs: ['shop'], items: 2, requests: 2, sampleRows: 5, personalValues: false });
  });

  it('sends nothing if the person does not agree', async () => {
    const id = await test.addShop();
    await useServer();
    test.ports.consent.agrees = false;
    assert.deepEqual(await generate(id), []);
    assert.deepEqual(server.requests, []);
    assert.deepEqual(test.ports.consent.allowed, []);
  });

  it('asks only about a model that was never allowed if no summary is wanted', async () => {
    const { summaries } = test.ports.consent;
    const id = await test.addShop();
    await useServer();
    await generate(id, false);
    assert.equal(summaries.length, 1);
    await generate(id, false);
    assert.equal(summaries.length, 1);
    await generate(id, true);
    assert.equal(summaries.length, 2);
    assert.equal(test.ports.consent.allowed.length, 1);
  });

  it('stops if the person cancels the preparation', async () => {
    const id = await test.addShop();
    await useServer();
    test.ports.progress.during = (activity) => Promise.reject(new ThothError('CANCELLED', activity.type));
    assert.deepEqual(await generate(id), []);
    test.ports.progress.during = () => Promise.reject(new ThothError('NOT_FOUND', 'lost'));
    await assert.rejects(generate(id), { code: 'NOT_FOUND' });
  });

  it('sends the stored key of the server, and forgets it when it is emptied', async () => {
    const { comments, redact } = test.operations;
    const id = await test.addShop();
    await useServer();
    await comments.storeApiKey(server.baseUrl, 'key-of-the-server');
    await generate(id);
    assert.equal(server.requests[0]?.authorization, 'Bearer key-of-the-server');
    assert.equal(redact('key-of-the-server'), '•••');
    await comments.storeApiKey(server.baseUrl, '');
    assert.equal(await comments.apiKey(server.baseUrl), undefined);
    await comments.storeApiKey('no address', 'key');
    assert.equal(await comments.apiKey('no address'), undefined);
  });

  it('counts what a run would describe, of a database and of a workspace', async () => {
    const { comments, sqlDbs, workspaces } = test.operations;
    const id = await test.addShop();
    const workspaceId = await workspaces.add('Shops');
    await sqlDbs.assign([id], workspaceId);
    const owner = { type: 'sqlDb', id } as const;
    const workspace = { type: 'workspace', id: workspaceId } as const;
    assert.equal(await comments.count(tableComments, workspace, {}, 'all'), 2);
    assert.equal(await comments.count(columnComments, owner, { tables: ['book'] }, 'all'), 3);
    assert.equal(await comments.count(tableComments, owner, {}, 'failed'), 0);
    await assert.rejects(comments.count(tableComments, owner, { tables: ['no table'] }, 'all'), { code: 'NOT_FOUND' });
  });

  it('edits a description, clears a comment, and reports whose elements changed', async () => {
    const { comments, elementsChanged, project } = test.operations;
    const changes: (number | undefined)[] = [];
    elementsChanged.event((sqlDbId) => changes.push(sqlDbId));
    const id = await test.addShop();
    await generate(id);
    const { elements } = await project.get();
    const [author] = await elements.listTables(id);
    assert.ok(author);
    const element = { type: 'table', id: author.id } as const;
    await assert.rejects(comments.setDescription(element, 'x', 'what is not there'), { code: 'DESCRIPTION_CHANGED' });
    assert.deepEqual(changes.splice(0), [undefined], 'the view shows what is there');
    await comments.setDescription(element, 'Who writes');
    await comments.clear(element);
    assert.equal(await comments.accept(id), 1, 'only the other table has a comment left');
    const [edited] = await elements.listTables(id);
    assert.deepEqual([edited?.description, edited?.generatedComment], ['Who writes', '']);
    assert.deepEqual(changes, [undefined, undefined, id]);
    await assert.rejects(comments.accept(id + 1), { code: 'NOT_FOUND' });
  });
});
