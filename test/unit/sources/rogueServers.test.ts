import assert from 'node:assert/strict';
import { hasCode, ThothError } from '../../../src/base/errors';
import { answerLimits } from '../../../src/base/servers/serverSocket';
import { temporaryTrust, type ServerTrust } from '../../../src/base/servers/encryption';
import { sourceEngine } from '../../../src/sources/engines';
import type { SourceSettings } from '../../../src/sources/source';
import { unfitForLog } from '../../faults/support/hostile';
import { elsewhere } from '../support/elsewhere';
import { keyScript, mysqlBehaviour, mysqlScripts } from '../support/rogue/mysql';
import { asksForPassword, postgresBehaviour, postgresScripts } from '../support/rogue/postgres';
import { withRogue, type Behaviour, type RogueServer } from '../support/rogue/rogueServer';

const password = 'Planted/s3cret';
const neverAborted = new AbortController().signal;

function settingsFor({ host, port }: RogueServer, dbType: string, more: Partial<SourceSettings> = {}): SourceSettings {
  return { dbType, dbName: 'd', dbHost: host, dbPort: port, userName: 'u', password, ...more };
}

/** The error of opening a source and listing its tables. */
async function errorOf(settings: SourceSettings): Promise<ThothError> {
  const error: unknown = await sourceEngine(settings.dbType)
    .open(settings, neverAborted)
    .then(
      async (source) => {
        try {
          await source.listTables(neverAborted);
          return undefined;
        } catch (thrown) {
          return thrown;
        } finally {
          await source.close();
        }
      },
      (thrown: unknown) => thrown,
    );
  assert.ok(error instanceof ThothError, String(error instanceof Error ? error.stack : error));
  return error;
}

const engines = [
  { dbType: 'postgres', scripts: postgresScripts, behaviourOf: postgresBehaviour },
  { dbType: 'mysql', scripts: mysqlScripts, behaviourOf: mysqlBehaviour },
] as const;

for (const { dbType, scripts, behaviourOf } of engines) {
  describe(`a server of a ${dbType} source that`, function () {
    this.timeout(60_000);

    for (const [title, script] of Object.entries(scripts)) {
      it(`${title} ends in one clear error`, () =>
        withRogue((behaviourOf as (given: typeof script) => Behaviour)(script), async (server) => {
          const { message } = await errorOf(settingsFor(server, dbType));
          assert.ok(!unfitForLog.test(message) && message.length < 1_000, message);
          assert.match(message, /^(The|No) .*\. [A-Z].*\.$/);
          assert.ok(server.sent < answerLimits.answer + 64_000_000, `${server.sent} bytes were taken`);
          if (script.isLong) assert.match(message, /sent more|does not (keep|answer)|too many/);
        }));
    }
  });
}

describe('a password', () => {
  const trusting = (): ServerTrust => ({ ...temporaryTrust(), allowsPlainPassword: true });

  const waysToGetIt = [
    { dbType: 'postgres', method: 'in clear', behaviourOf: () => postgresBehaviour(asksForPassword) },
    ...(['caching_sha2_password', 'sha256_password'] as const).map((method) => ({
      dbType: 'mysql',
      method: `by ${method}`,
      behaviourOf: (onPassword: (text: string) => void) => mysqlBehaviour(keyScript(method, onPassword)),
    })),
  ];

  for (const { dbType, method, behaviourOf } of waysToGetIt) {
    describe(`that a ${dbType} server without TLS asks for ${method}`, () => {
      async function attempt(
        host: string,
        more: Partial<SourceSettings>,
      ): Promise<{ error: ThothError; got: boolean }> {
        let decrypted = '';
        const behaviour = behaviourOf((text) => (decrypted = text));
        return withRogue(
          behaviour,
          async (server) => {
            const error = await errorOf(settingsFor(server, dbType, more));
            return { error, got: server.hasReceived(password) || decrypted.includes(password) };
          },
          host,
        );
      }

      for (const ssl of ['prefer', 'disable'] as const) {
        it(`is not sent to another machine under ${ssl}, with an error that says what is safer`, async () => {
          const { error, got } = await attempt(elsewhere(), { ssl });
          assert.equal(error.code, 'SOURCE_PLAIN_PASSWORD');
          assert.match(
            error.message,
            /The password of the user "u" was not sent: .*"verify-full" or "require".*allowPlainPassword/,
          );
          assert.equal(got, false);
        });

        it(`is sent under ${ssl} once the person agreed, and is not in the error when the server repeats it`, async () => {
          const { error, got } = await attempt(elsewhere(), { ssl, trust: trusting() });
          assert.equal(error.code, 'SOURCE_LOGIN_REFUSED');
          assert.equal(got, true);
          assert.ok(![password, Buffer.from(password).toString('base64')].some((text) => error.message.includes(text)));
        });
      }

      it('is not sent under require, which is an error of its own', async () => {
        const { error, got } = await attempt(elsewhere(), { ssl: 'require', trust: trusting() });
        assert.equal(error.code, 'SOURCE_TLS_REFUSED');
        assert.equal(got, false);
      });

      it('is sent to this machine without being asked', async () => {
        const { error, got } = await attempt('127.0.0.1', {});
        assert.equal(error.code, 'SOURCE_LOGIN_REFUSED');
        assert.equal(got, true);
      });

      it('is not sent where the server had TLS before', async () => {
        const { error, got } = await attempt('127.0.0.1', { trust: { ...trusting(), hadTls: true } });
        assert.equal(error.code, 'SOURCE_TLS_GONE');
        assert.match(error.message, /^The server ".*" had encryption \(TLS\) before and now claims to have none/);
        assert.equal(got, false);
      });
    });
  }

  it('does not answer a server that asks for it before the encryption has begun', async () => {
    // an AuthSwitchRequest beside the greeting, in plain
    const stuffed = Buffer.from([
      0x2e,
      0,
      0,
      1,
      ...Buffer.from('\xfesha256_password\0abcdefghijklmnopqrst\0\0\0\0\0\0\0\0\0', 'latin1'),
    ]);
    await withRogue(mysqlBehaviour({ hasTls: true, stuffed, login: () => undefined }), async (server) => {
      const error = await errorOf(settingsFor(server, 'mysql', { ssl: 'require' }));
      assert.ok(
        hasCode(error, 'SOURCE_TLS_REFUSED') && /before the encryption began/.test(error.message),
        error.message,
      );
      assert.equal(server.hasReceived(password), false);
    });
  });
});
