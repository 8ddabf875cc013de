import * as assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describeWithSshd, makeKey, useSshd } from './sshd';
import { assertLeadsToEcho, failureOf, useTunnels } from './support';

describeWithSshd('logging in to OpenSSH', () => {
  const sshd = useSshd();
  const { echo, open } = useTunnels();
  const target = { host: '127.0.0.1', port: 1 };

  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    it(`uses a key of type ${type}`, async () => {
      const { address } = await echo();
      await assertLeadsToEcho(await open(sshd.settings({ keyFile: sshd.file(`user_${type}`) }), address));
    });
  }

  it('uses a key that needs its passphrase', async () => {
    const { address } = await echo();
    const settings = sshd.settings({ keyFile: sshd.file('locked'), secret: 'pass phrase' });
    await assertLeadsToEcho(await open(settings, address));
  });

  it('needs no passphrase for a key without one, and ignores one', async () => {
    const { address } = await echo();
    await assertLeadsToEcho(await open(sshd.settings({ secret: 'not needed' }), address));
  });

  for (const name of ['locked', 'locked_pem']) {
    it(`says that the passphrase of the key "${name}" is wrong or missing`, async () => {
      const keyFile = sshd.file(name);
      if (!existsSync(keyFile)) makeKey(keyFile, 'rsa', 'pass phrase', 'PEM');
      const wrong = await failureOf(open(sshd.settings({ keyFile, secret: 'wr0ng' }), target));
      assert.equal(wrong.code, 'SSH_LOGIN_REFUSED');
      assert.match(wrong.message, /The passphrase of the private key ".*locked.*" is wrong/);
      assert.ok(!inspect(wrong, { depth: null }).includes('wr0ng'));
      const missing = await failureOf(open(sshd.settings({ keyFile }), target));
      assert.equal(missing.code, 'SSH_LOGIN_REFUSED');
      assert.match(missing.message, /is encrypted\. Enter its passphrase/);
    });
  }

  it('says that a key file is missing, no file, no key, or the public half', async () => {
    await writeFile(sshd.file('rubbish'), 'hello');
    makeKey(sshd.file('modern_pem'), 'rsa', '', 'PKCS8');
    const expected: readonly (readonly [string, RegExp])[] = [
      ['nowhere', /There is no private key ".*nowhere"/],
      ['.', /The private key ".*" cannot be read: .*EISDIR/],
      ['modern_pem', /\(Unsupported key format\).* ssh-keygen -p writes it anew/],
      ['rubbish', /holds no private key of use \(Unsupported key format\)/],
      ['user.pub', /holds a public key only/],
    ];
    for (const [name, message] of expected) {
      const error = await failureOf(open(sshd.settings({ keyFile: sshd.file(name) }), target));
      assert.equal(error.code, 'SSH_FAILED', name);
      assert.match(error.message, message);
    }
    assert.equal((await failureOf(open(sshd.settings({ keyFile: '' }), target))).code, 'INVALID_ARGUMENT');
  });

  it('says that the server refuses a key, or a user', async () => {
    const stranger = await failureOf(open(sshd.settings({ keyFile: sshd.file('stranger') }), target));
    assert.equal(stranger.code, 'SSH_LOGIN_REFUSED');
    assert.match(stranger.message, /refused the private key ".*stranger" of the user ".+"\. Check the user name/);
    const nobody = await failureOf(open(sshd.settings({ userName: 'nobody-of-that-name' }), target));
    assert.equal(nobody.code, 'SSH_LOGIN_REFUSED');
    assert.match(nobody.message, /of the user "nobody-of-that-name"/);
  });

  it('says that the server does not accept a password', async () => {
    const error = await failureOf(open(sshd.settings({ authentication: 'password', secret: 's3cret' }), target));
    assert.equal(error.code, 'SSH_LOGIN_REFUSED');
    assert.match(error.message, /does not accept the password\. It wants: publickey\./);
  });

  describe('through an agent', () => {
    let before: string | undefined;
    let agent: ChildProcess;

    beforeEach(async () => {
      before = process.env['SSH_AUTH_SOCK'];
      const socket = sshd.file(`agent-${randomUUID()}`);
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
      // the agent prints its socket when the socket exists
      await once(agent.stdout!, 'data');
      process.env['SSH_AUTH_SOCK'] = socket;
    });

    afterEach(async () => {
      agent.kill();
      await once(agent, 'exit');
      if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
      else process.env['SSH_AUTH_SOCK'] = before;
    });

    const addKey = (name: string): Buffer => execFileSync('ssh-add', ['-q', sshd.file(name)]);

    it('uses the key that the server accepts', async () => {
      const { address } = await echo();
      for (const name of ['stranger', 'user_rsa']) addKey(name);
      await assertLeadsToEcho(await open(sshd.settings({ authentication: 'agent' }), address));
    });

    it('says that none of its keys is accepted, or that it has none', async () => {
      for (const keys of [[], ['stranger']]) {
        keys.forEach(addKey);
        const error = await failureOf(open(sshd.settings({ authentication: 'agent' }), target));
        assert.equal(error.code, 'SSH_LOGIN_REFUSED');
        assert.match(error.message, /refused every key of the SSH agent .*ssh-add/);
      }
    });

    it('says that it is not there', async () => {
      process.env['SSH_AUTH_SOCK'] = sshd.file('no agent');
      const gone = await failureOf(open(sshd.settings({ authentication: 'agent' }), target));
      assert.equal(gone.code, 'SSH_LOGIN_REFUSED');
      assert.match(gone.message, /Failed to connect to agent/);
      delete process.env['SSH_AUTH_SOCK'];
      const unknown = await failureOf(open(sshd.settings({ authentication: 'agent' }), target));
      assert.equal(unknown.code, 'SSH_LOGIN_REFUSED');
      assert.match(unknown.message, /SSH_AUTH_SOCK is not set/);
    });
  });
});
