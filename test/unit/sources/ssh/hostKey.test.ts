import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { describeWithSshd, useSshd } from './sshd';
import { assertLeadsToEcho, failureOf, useTunnels } from './support';

describeWithSshd('the host key of OpenSSH', () => {
  const sshd = useSshd();
  const { echo, open } = useTunnels();
  const target = { host: '127.0.0.1', port: 1 };

  /** Settings with a file of known hosts of these lines. */
  async function knowing(...lines: string[]): Promise<ReturnType<typeof sshd.settings>> {
    const knownHostsFile = sshd.file('lines');
    await writeFile(knownHostsFile, `${lines.join('\n')}\n`);
    return sshd.settings({ knownHostsFile });
  }

  it('is refused where it is unknown, with its fingerprint and the line that makes it known', async () => {
    const settings = await knowing('elsewhere.example ssh-ed25519 AAAA', '# nothing');
    const error = await failureOf(open(settings, target));
    assert.equal(error.code, 'SSH_HOST_KEY_UNKNOWN');
    const listing = execFileSync('ssh-keygen', ['-lf', sshd.file('host_ed25519.pub')], { encoding: 'utf8' });
    const [, shown] = listing.split(' ');
    assert.ok(error.message.includes(`shows the key ${shown} (ssh-ed25519)`));
    assert.ok(error.message.includes(`"${sshd.file('lines')}"`));

    const line = error.message.slice(error.message.indexOf(`[127.0.0.1]:${sshd.port}`));
    await appendFile(sshd.file('lines'), line);
    const { address } = await echo();
    await assertLeadsToEcho(await open(settings, address));
  });

  it('is unknown where there is no file of known hosts', async () => {
    const error = await failureOf(open(sshd.settings({ knownHostsFile: sshd.file('missing') }), target));
    assert.equal(error.code, 'SSH_HOST_KEY_UNKNOWN');
  });

  it('is not checked against a file that cannot be read', async () => {
    const error = await failureOf(open(sshd.settings({ knownHostsFile: sshd.file('.') }), target));
    assert.equal(error.code, 'SSH_FAILED');
    assert.match(error.message, /file of known hosts ".*" cannot be read: .*EISDIR/);
  });

  it('is refused where another one is known', async () => {
    const stranger = (await readFile(sshd.file('stranger.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
    const error = await failureOf(open(await knowing(`[127.0.0.1]:${sshd.port} ${stranger}`), target));
    assert.equal(error.code, 'SSH_HOST_KEY_CHANGED');
    assert.match(error.message, /shows the key SHA256:\S{43} .*but ".*lines" has another/);
  });

  it('is refused where it was revoked, though it is known too', async () => {
    const line = await sshd.knownLine('ed25519');
    const [, type, key] = line.split(' ');
    const error = await failureOf(open(await knowing(line, `@revoked * ${type} ${key}`), target));
    assert.equal(error.code, 'SSH_HOST_KEY_CHANGED');
    assert.match(error.message, /marks as revoked/);
  });

  it('is asked for in the type that is known', async () => {
    const { address } = await echo();
    await assertLeadsToEcho(await open(await knowing(await sshd.knownLine('rsa')), address));
  });

  it('is found in a file that ssh-keygen has hashed', async () => {
    await copyFile(sshd.file('known_hosts'), sshd.file('hashed'));
    execFileSync('ssh-keygen', ['-q', '-H', '-f', sshd.file('hashed')], { stdio: 'ignore' });
    assert.match(await readFile(sshd.file('hashed'), 'utf8'), /^\|1\|/m);
    const { address } = await echo();
    await assertLeadsToEcho(await open(sshd.settings({ knownHostsFile: sshd.file('hashed') }), address));
  });
});
