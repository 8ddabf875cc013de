import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { useFakeTimers } from 'sinon';
import { Server, utils, type AuthContext, type AuthenticationType, type Connection } from 'ssh2';
import type { SshSettings } from '../../../../src/sources/source';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { freePort } from '../../support/freePort';
import { assertLeadsToEcho, failureOf, useTunnels } from './support';

const target = { host: '127.0.0.1', port: 1 };

describe('connecting to an SSH server', () => {
  const folder = useTemporaryFolder();
  const { serve, open } = useTunnels();

  const settings = (address: { host: string; port: number }): SshSettings => ({
    ...address,
    userName: 'deploy',
    authentication: 'password',
    secret: 's3cret-word',
    knownHostsFile: folder.file('known_hosts'),
  });

  it('fails where nothing listens', async () => {
    const error = await failureOf(open(settings({ host: '127.0.0.1', port: await freePort() }), target));
    assert.equal(error.code, 'SSH_HOST_UNREACHABLE');
    assert.match(error.message, /"127\.0\.0\.1:\d+" cannot be reached: nothing listens there\. Check the SSH host/);
  });

  it('fails where the name is not known', async () => {
    const error = await failureOf(open(settings({ host: 'nowhere.invalid', port: 22 }), target));
    assert.equal(error.code, 'SSH_HOST_UNREACHABLE');
    assert.match(error.message, /"nowhere\.invalid:22" cannot be reached: its name .*\. Check/);
  });

  it('fails for a port that there is not', async () => {
    const error = await failureOf(open(settings({ host: '127.0.0.1', port: 70_000 }), target));
    assert.equal(error.code, 'INVALID_ARGUMENT');
    assert.match(error.message, /"127\.0\.0\.1" cannot have the port 70000/);
  });

  it('fails without a password', async () => {
    const error = await failureOf(open({ ...settings({ host: '127.0.0.1', port: 22 }), secret: '' }, target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.match(error.message, /no password for "deploy"/);
  });

  it('fails where something else answers, or hangs up', async () => {
    const web = await serve((socket) => void socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const silent = await serve((socket) => void socket.resume().end());
    const rude = await serve((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    for (const { address, sockets } of [web, silent, rude]) {
      const error = await failureOf(open(settings(address), target));
      assert.equal(error.code, 'SSH_FAILED');
      assert.match(error.message, /^Connecting to the SSH server "127\.0\.0\.1:\d+" failed: .+\. Check that an SSH/);
      for (const socket of sockets) await once(socket, 'close');
    }
  });

  it('gives up after 30 seconds on a server that never answers', async () => {
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { address, firstConnection } = await serve(() => undefined);
      const opening = failureOf(open(settings(address), target));
      await firstConnection;
      clock.tick(30_000);
      const error = await opening;
      assert.equal(error.code, 'SSH_HOST_UNREACHABLE');
      assert.match(error.message, /it does not answer/);
    } finally {
      clock.restore();
    }
  });

  it('stops at once when it is cancelled, and leaves nothing open', async () => {
    const { address, firstConnection } = await serve((socket) => void socket.resume());
    const cancelling = new AbortController();
    const opening = failureOf(open(settings(address), target, cancelling.signal));
    const closed = once(await firstConnection, 'close');
    cancelling.abort();
    assert.equal((await opening).code, 'CANCELLED');
    await closed;
  });
});

describe('logging in to an SSH server with a password', () => {
  const folder = useTemporaryFolder();
  const { echo, open } = useTunnels();
  const hostKey = utils.generateKeyPairSync('ed25519');
  let server: Server;
  let clients: Connection[] = [];
  let port = 0;

  beforeEach(async () => {
    clients = [];
    server = new Server({ hostKeys: [hostKey.private] }, (client) => {
      clients.push(client);
      client.on('error', () => undefined);
      client.on('tcpip', (accept) => {
        const channel = accept();
        channel.pipe(channel);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
    await writeFile(folder.file('known_hosts'), `[127.0.0.1]:${port} ${hostKey.public}`);
  });

  afterEach(async () => {
    for (const client of clients) client.end();
    server.close();
    await once(server, 'close');
  });

  const settings = (secret: string): SshSettings => ({
    host: '127.0.0.1',
    port,
    userName: 'deploy',
    authentication: 'password',
    secret,
    knownHostsFile: folder.file('known_hosts'),
  });

  /** Makes the server accept these methods, and call `decide` for each attempt; counts the attempts. */
  function accept(ways: AuthenticationType[], decide: (attempt: AuthContext) => void): { attempts: number } {
    const count = { attempts: 0 };
    server.on('connection', (client) =>
      client.on('authentication', (attempt) => {
        if (attempt.method === 'none') return attempt.reject(ways);
        count.attempts++;
        decide(attempt);
      }),
    );
    return count;
  }

  it('sends it', async () => {
    accept(['password', 'keyboard-interactive'], (attempt) => {
      if (attempt.method === 'password' && attempt.password === 'p:ä ss') attempt.accept();
      else attempt.reject();
    });
    const { address } = await echo();
    await assertLeadsToEcho(await open(settings('p:ä ss'), address));
  });

  it('sends it if the server asks questions', async () => {
    accept(['keyboard-interactive'], (attempt) => {
      if (attempt.method !== 'keyboard-interactive') return attempt.reject();
      attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        if (answers[0] === 'p:ä ss') attempt.accept();
        else attempt.reject();
      });
    });
    const { address } = await echo();
    await assertLeadsToEcho(await open(settings('p:ä ss'), address));
  });

  it('sends a wrong one only once, and never shows it', async () => {
    const ways: AuthenticationType[] = ['password', 'keyboard-interactive'];
    const count = accept(ways, (attempt) => attempt.reject(ways));
    const error = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.match(error.message, /refused the password of the user "deploy"\. Check the user name and the password\./);
    assert.equal(count.attempts, 1);
    assert.ok(!inspect(error, { depth: null, showHidden: true }).includes('s3cret-word'));
  });

  it('says that the server wants something else', async () => {
    accept(['publickey'], (attempt) => attempt.reject());
    const otherWay = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(otherWay.code, 'SSH_LOGIN_REFUSED');
    assert.match(otherWay.message, /does not accept the password\. It wants: publickey\./);
  });

  it('says that the server requires more than the password', async () => {
    accept(['password'], (attempt) => attempt.reject(['keyboard-interactive'], true));
    const error = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.match(error.message, /wants more than the password, .* It wants: keyboard-interactive\./);
  });

  it('says that the password has expired', async () => {
    accept(['password'], (attempt) => {
      if (attempt.method === 'password') attempt.requestChange('Choose a new one', () => undefined);
    });
    const error = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.match(error.message, /The password of "deploy" .* has expired/);
  });

  it('does not give the password to a second question', async () => {
    const given: string[] = [];
    accept(['keyboard-interactive'], (attempt) => {
      if (attempt.method !== 'keyboard-interactive') return attempt.reject();
      attempt.prompt([{ prompt: 'Password: ', echo: false }], (first) => {
        attempt.prompt([{ prompt: 'Code: ', echo: true }], (second) => {
          given.push(...first, ...second);
          attempt.reject(['keyboard-interactive']);
        });
      });
    });
    const error = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.deepEqual(given, ['s3cret-word', '']);
  });

  it('stops when the server hangs up during it', async () => {
    accept(['password'], () => clients.forEach((client) => client.end()));
    const error = await failureOf(open(settings('s3cret-word'), target));
    assert.equal(error.code, 'SSH_FAILED');
    assert.match(error.message, /failed: .+ Try again/);
  });

  it('is cancelled while the server has not answered yet', async () => {
    const asked = new Promise<void>((resolve) => accept(['password'], () => resolve()));
    const cancelling = new AbortController();
    const opening = failureOf(open(settings('s3cret-word'), target, cancelling.signal));
    await asked;
    const closed = Promise.all(clients.map((client) => once(client, 'close')));
    cancelling.abort();
    assert.equal((await opening).code, 'CANCELLED');
    await closed;
  });
});
