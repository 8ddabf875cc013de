import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { useFakeTimers } from 'sinon';
import { freePort } from '../../support/freePort';
import { describeWithSshd, useSshd } from './sshd';
import { assertLeadsToEcho, connectTo, failureOf, roundTrip, useTunnels } from './support';

describeWithSshd('a tunnel through OpenSSH', () => {
  const sshd = useSshd();
  const { echo, open } = useTunnels();

  it('carries data both ways, on a port of the loopback', async () => {
    const { address } = await echo();
    const tunnel = await open(sshd.settings(), address);
    assert.equal(tunnel.host, '127.0.0.1');
    assert.notEqual(tunnel.port, address.port);
    const socket = await connectTo(tunnel);
    const text = 'a long text '.repeat(400_000);
    assert.ok((await roundTrip(socket, text)) === text);
    socket.destroy();
    assert.equal(tunnel.failure, undefined);
  });

  it('carries as many connections as a pool opens', async () => {
    const { address } = await echo();
    const tunnel = await open(sshd.settings(), address);
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connectTo(tunnel)));
    const replies = await Promise.all(sockets.map((socket, index) => roundTrip(socket, `number ${index}`)));
    assert.deepEqual(
      replies,
      sockets.map((_, index) => `number ${index}`),
    );
    for (const socket of sockets) socket.destroy();
  });

  it('ends a connection when either side does', async () => {
    const { address, sockets } = await echo();
    const tunnel = await open(sshd.settings(), address);
    const endedHere = await connectTo(tunnel);
    await roundTrip(endedHere, 'x');
    const [farEnd] = sockets;
    endedHere.end();
    await once(farEnd!, 'close');
    const endedThere = await connectTo(tunnel);
    await roundTrip(endedThere, 'x');
    for (const socket of sockets) socket.end();
    await once(endedThere, 'close');
    assert.equal(tunnel.failure, undefined);
  });

  it('says so where nothing listens at the target, and works afterwards', async () => {
    const port = await freePort();
    const tunnel = await open(sshd.settings(), { host: '127.0.0.1', port });
    const socket = await connectTo(tunnel);
    await assert.rejects(once(socket, 'end'), { code: 'ECONNRESET' });
    assert.equal(tunnel.failure?.code, 'SOURCE_PORT_REFUSED');
    assert.ok(tunnel.failure.message.startsWith(`Nothing listens on "127.0.0.1:${port}", as seen from the SSH server`));
    await echo(port);
    await assertLeadsToEcho(tunnel);
    assert.equal(tunnel.failure, undefined);
  });

  it('says so where the server does not know the target', async () => {
    const tunnel = await open(sshd.settings(), { host: 'nowhere.invalid', port: 5432 });
    await assert.rejects(once(await connectTo(tunnel), 'end'), { code: 'ECONNRESET' });
    assert.equal(tunnel.failure?.code, 'SOURCE_HOST_UNREACHABLE');
    assert.match(tunnel.failure.message, /"nowhere\.invalid:5432" cannot be reached from the SSH server/);
  });

  it('says so where the server forbids forwarding', async () => {
    const { address } = await echo();
    const tunnel = await open(sshd.settings({ keyFile: sshd.file('restricted') }), address);
    await assert.rejects(once(await connectTo(tunnel), 'end'), { code: 'ECONNRESET' });
    assert.equal(tunnel.failure?.code, 'SSH_FAILED');
    assert.match(tunnel.failure.message, /does not let .* connect on to .*allow TCP forwarding/);
  });

  it('breaks its connections when it is lost, and gives the reason', async () => {
    const { address } = await echo();
    const tunnel = await open(sshd.settings(), address);
    const socket = await connectTo(tunnel);
    await roundTrip(socket, 'x');
    sshd.signalSessions('SIGKILL');
    await assert.rejects(once(socket, 'end'), { code: 'ECONNRESET' });
    assert.equal(tunnel.failure?.code, 'SSH_FAILED');
    assert.match(tunnel.failure.message, /connection to the SSH server "127\.0\.0\.1:\d+" was lost: .+\. Check/);
    await assert.rejects(connectTo(tunnel), { code: 'ECONNREFUSED' });
    await tunnel.close();
  });

  it('closes its port, its connections and itself, and may be closed twice', async () => {
    const { address, sockets } = await echo();
    const tunnel = await open(sshd.settings(), address);
    const socket = await connectTo(tunnel);
    await roundTrip(socket, 'x');
    const [farEnd] = sockets;
    const farEndCloses = once(farEnd!, 'close');
    const nearEndBreaks = assert.rejects(once(socket, 'end'), { code: 'ECONNRESET' });
    await Promise.all([tunnel.close(), tunnel.close(), farEndCloses, nearEndBreaks]);
    await assert.rejects(connectTo(tunnel), { code: 'ECONNREFUSED' });
    assert.equal(tunnel.failure, undefined);
  });

  it('stays open when the signal of its opening is aborted later', async () => {
    const { address } = await echo();
    const opening = new AbortController();
    const tunnel = await open(sshd.settings(), address, opening.signal);
    opening.abort();
    await assertLeadsToEcho(tunnel);
  });

  it('is not opened when it was cancelled before, or meanwhile', async () => {
    const { address } = await echo();
    assert.equal((await failureOf(open(sshd.settings(), address, AbortSignal.abort()))).code, 'CANCELLED');
    const cancelling = new AbortController();
    const locked = sshd.settings({ keyFile: sshd.file('locked'), secret: 'pass phrase' });
    const opening = failureOf(open(locked, address, cancelling.signal));
    setImmediate(() => cancelling.abort());
    assert.equal((await opening).code, 'CANCELLED');
  });

  describe('with a keepalive every 30 seconds', () => {
    let clock: ReturnType<typeof useFakeTimers>;
    beforeEach(() => {
      clock = useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    });
    afterEach(() => clock.restore());

    it('stays open while the server answers', async () => {
      const { address } = await echo();
      const tunnel = await open(sshd.settings(), address);
      const socket = await connectTo(tunnel);
      for (let minute = 0; minute < 5; minute++) {
        clock.tick(60_000);
        // the server answers in order: after this round trip it has answered the keepalives, too
        assert.equal(await roundTrip(socket, 'still there?'), 'still there?');
      }
      socket.destroy();
      assert.equal(tunnel.failure, undefined);
    });

    it('is lost after three keepalives without an answer', async () => {
      const { address } = await echo();
      const tunnel = await open(sshd.settings(), address);
      const socket = await connectTo(tunnel);
      await roundTrip(socket, 'x');
      sshd.signalSessions('SIGSTOP');
      clock.tick(90_000);
      assert.deepEqual([tunnel.failure], [undefined]);
      clock.tick(30_000);
      await assert.rejects(once(socket, 'end'), { code: 'ECONNRESET' });
      assert.equal(tunnel.failure?.code, 'SSH_FAILED');
      assert.match(tunnel.failure.message, /was lost: the server does not answer\./);
      sshd.signalSessions('SIGKILL');
    });
  });

  if (process.platform === 'linux') {
    it('serves no other process', async () => {
      const { address, sockets } = await echo();
      const tunnel = await open(sshd.settings(), address);
      const script = `require('node:net').connect(${tunnel.port}, '127.0.0.1').on('data', () => console.log('served'))
        .on('error', (error) => console.log(error.code)).on('connect', function () { this.write('hello'); })`;
      const { output, status } = await runNode(script);
      assert.deepEqual({ output, status }, { output: 'ECONNRESET', status: 0 });
      assert.equal(sockets.size, 0);
      await assertLeadsToEcho(tunnel);
    });
  }
});

async function runNode(script: string): Promise<{ output: string; status: number | null }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  const [status] = (await once(child, 'close')) as [number | null];
  return { output: output.trim(), status };
}
