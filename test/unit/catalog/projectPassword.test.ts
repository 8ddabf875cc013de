import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { hasCode } from '../../../src/base/errors';
import type { Catalog } from '../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import { describeWithOwnPostgres, useOwnServer } from '../sources/postgres/ownServer';
import { aSqlDb, noonClock } from './support';

const owner = 'project_owner';
const password = 'right päss/word%20';
const rules = `host all ${owner} 127.0.0.1/32 scram-sha-256\n`;

describeWithOwnPostgres('the password of a project database on PostgreSQL', () => {
  const server = useOwnServer(rules);
  before(async () => {
    await server.run(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
    await server.run(`CREATE DATABASE project OWNER ${owner}`);
  });

  const open = (secret: string | undefined, sslMode: string): Promise<Catalog> => {
    const url = `postgres://${owner}@${server.host}:${server.port}/project?sslmode=${sslMode}`;
    return openProjectDatabase({ url, ...(secret !== undefined && { password: secret }) }, noonClock);
  };

  /** An error with all its properties, causes and their contents, in every form in which it could be printed. */
  const allOf = (error: unknown): string =>
    inspect(error, { depth: Infinity, showHidden: true, maxArrayLength: Infinity, maxStringLength: Infinity });

  /** A password in plain text, in a URL, and in base64. */
  const formsOf = (secret: string): readonly string[] => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];

  async function refused(secret: string | undefined, sslMode: string): Promise<string> {
    const error = await open(secret, sslMode).then(
      async (catalog) => {
        await catalog.close();
        return assert.fail('It was opened.');
      },
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error && hasCode(error, 'PROJECT_DATABASE_LOGIN_REFUSED'), inspect(error));
    for (const form of secret ? formsOf(secret) : []) assert.ok(!allOf(error).includes(form), allOf(error));
    return error.message;
  }

  for (const sslMode of ['prefer', 'disable']) {
    describe(`with sslmode=${sslMode}`, () => {
      it('opens it, and lets it be written', async () => {
        const catalog = await open(password, sslMode);
        try {
          const id = await catalog.sqlDbs.add(aSqlDb({ name: sslMode }));
          assert.equal((await catalog.sqlDbs.get(id)).name, sslMode);
        } finally {
          await catalog.close();
        }
      });

      it('is refused if it is wrong, with an error that says what to do', async () => {
        for (const wrong of ['wrong pässword/%20', password.toUpperCase(), `${password} `]) {
          assert.equal(
            await refused(wrong, sslMode),
            `The project database "postgres://${owner}@${server.host}:${server.port}/project" cannot be opened: ` +
              `the server refused the login (password authentication failed for user "${owner}"). ` +
              `Correct the user or the password of "${owner}". The setting thoth.projectDatabase names another one.`,
          );
        }
      });

      it('is requested if none was given', async () => {
        for (const none of [undefined, '']) {
          const message = await refused(none, sslMode);
          assert.match(
            message,
            /the server asks for a password, and none was given\. Give the password of "project_owner"/,
          );
        }
      });
    });
  }
});
