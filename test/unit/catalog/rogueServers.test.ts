import assert from 'node:assert/strict';
import { ThothError } from '../../../src/base/errors';
import { temporaryTrust, type ServerTrust } from '../../../src/base/servers/encryption';
import { answerLimits } from '../../../src/base/servers/serverSocket';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { unfitForLog } from '../../faults/support/hostile';
import { elsewhere } from '../support/elsewhere';
import { keyScript, mysqlBehaviour, mysqlScripts } from '../support/rogue/mysql';
import { asksForPassword, postgresBehaviour, postgresScripts } from '../support/rogue/postgres';
import { withRogue, type Behaviour, type RogueServer } from '../support/rogue/rogueServer';
import { noonClock } from './support';

const password = 'Planted/s3cret';

async function errorOf(
  { host, port }: RogueServer,
  scheme: string,
  { sslMode = 'prefer', trust }: { readonly sslMode?: string; readonly trust?: ServerTrust } = {},
): Promise<ThothError> {
  const url = `${scheme}://u@${host}:${port}/d?sslmode=${sslMode}`;
  const error: unknown = await openProjectDatabase({ url, password, ...(trust && { trust }) }, noonClock).then(
    (catalog) => catalog.close(),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ThothError, String(error instanceof Error ? error.stack : error));
  return error;
}

const engines = [
  { scheme: 'postgres', scripts: postgresScripts, behaviourOf: postgresBehaviour },
  { scheme: 'mariadb', scripts: mysqlScripts, behaviourOf: mysqlBehaviour },
] as const;

for (const { scheme, scripts, behaviourOf } of engines) {
  describe(`a server of a project database (${scheme}) that`, function () {
    this.timeout(60_000);

    for (const [title, script] of Object.entries(scripts)) {
      it(`${title} ends in one clear error`, () =>
        withRogue((behaviourOf as (given: typeof script) => Behaviour)(script), async (server) => {
          const { code, message } = await errorOf(server, scheme);
          assert.match(code, /^PROJECT_DATABASE_/);
          assert.ok(!unfitForLog.test(message) && message.length < 1_000, message);
          assert.ok(!message.includes(password), message);
          assert.ok(server.sent < answerLimits.answer + 64_000_000, `${server.sent} bytes were taken`);
        }));
    }
  });
}

describe('the password of a project database', () => {
  const trusting = (): ServerTrust => ({ ...temporaryTrust(), allowsPlainPassword: true });
  const ways = [
    { scheme: 'postgres', behaviourOf: () => postgresBehaviour(asksForPassword) },
    {
      scheme: 'mariadb',
      behaviourOf: (onPassword: (text: string) => void) =>
        mysqlBehaviour(keyScript('caching_sha2_password', onPassword)),
    },
  ];

  for (const { scheme, behaviourOf } of ways) {
    async function attempt(
      host: string,
      options: Parameters<typeof errorOf>[2],
    ): Promise<{ error: ThothError; got: boolean }> {
      let decrypted = '';
      return withRogue(
        behaviourOf((text) => (decrypted = text)),
        async (server) => {
          const error = await errorOf(server, scheme, options);
          return { error, got: server.hasReceived(password) || decrypted.includes(password) };
        },
        host,
      );
    }

    it(`(${scheme}) goes to another machine without encryption only if the person agreed`, async () => {
      for (const sslMode of ['prefer', 'disable']) {
        const refused = await attempt(elsewhere(), { sslMode });
        assert.deepEqual([refused.error.code, refused.got], ['PROJECT_DATABASE_PLAIN_PASSWORD', false], sslMode);
        assert.match(refused.error.message, /"verify-full" or "require".*Allow Project Database Without Encryption/);
        const agreed = await attempt(elsewhere(), { sslMode, trust: trusting() });
        assert.deepEqual([agreed.error.code, agreed.got], ['PROJECT_DATABASE_LOGIN_REFUSED', true], sslMode);
        assert.ok(!agreed.error.message.includes(password));
      }
      assert.equal((await attempt('127.0.0.1', {})).got, true);
    });

    it(`(${scheme}) is not sent where the server had TLS before`, async () => {
      const { error, got } = await attempt('127.0.0.1', { trust: { ...trusting(), hadTls: true } });
      assert.deepEqual([error.code, got], ['PROJECT_DATABASE_TLS_GONE', false]);
    });
  }
});
