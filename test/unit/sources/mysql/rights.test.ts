import * as assert from 'node:assert/strict';
import { reachesServer } from '../../../../src/sources/mysql/rights';

describe('whether a login of MySQL or MariaDB has rights beyond the data', () => {
  /** @param answers the lines of each statement; the first is that of the login itself */
  async function check(isMariaDb: boolean, ...answers: readonly (readonly string[])[]): Promise<boolean> {
    const asked: string[] = [];
    const reaches = await reachesServer((sql) => Promise.resolve(answers[asked.push(sql) - 1] ?? []), isMariaDb);
    assert.equal(asked.length, answers.length, asked.join('; '));
    if (asked[1]) assert.equal(asked[1], 'SHOW GRANTS FOR CURRENT_USER() USING `a`@`%`, `b``c`@`%`');
    return reaches;
  }

  it('is not so with rights to data only', async () => {
    const lines = [
      'GRANT SELECT, PROCESS, SHOW VIEW ON *.* TO `u`@`%` WITH GRANT OPTION',
      'GRANT ALL PRIVILEGES ON `d`.* TO `u`@`%`',
    ];
    assert.equal(await check(true, lines), false);
    assert.equal(await check(false, lines), false);
  });

  for (const privilege of [
    'FILE',
    'SUPER',
    'SELECT, FILE',
    'ALL PRIVILEGES',
    'BACKUP_ADMIN,SYSTEM_USER',
    'CREATE USER',
  ])
    it(`is so with ${privilege}`, async () => {
      assert.equal(await check(true, [`GRANT ${privilege} ON *.* TO \`u\`@\`%\``]), true);
      assert.equal(await check(false, [`GRANT ${privilege} ON *.* TO \`u\`@\`%\``]), true);
    });

  it('depends in MySQL on the roles, which are read by name', async () => {
    const own = ['GRANT USAGE ON *.* TO `u`@`%`', 'GRANT `a`@`%`,`b``c`@`%` TO `u`@`%`'];
    assert.equal(await check(false, own, ['GRANT SELECT ON *.* TO `u`@`%`']), false);
    assert.equal(await check(false, own, ['GRANT SELECT, FILE ON *.* TO `u`@`%`']), true);
  });

  it('depends in MariaDB on the current roles, and is assumed of the others', async () => {
    const own = ['GRANT `r` TO `u`@`%`', 'GRANT USAGE ON *.* TO `u`@`%`'];
    assert.equal(await check(true, [...own, 'GRANT USAGE ON *.* TO `r`']), false);
    assert.equal(await check(true, [...own, 'GRANT FILE ON *.* TO `r`']), true);
    assert.equal(await check(true, own), true);
  });
});
