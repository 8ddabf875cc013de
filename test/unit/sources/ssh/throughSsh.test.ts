import assert from 'node:assert/strict';
import { hasCode, isCancelled } from '../../../../src/base/errors';
import { sourceEngine } from '../../../../src/sources/engines';
import type { Source, SourceSettings } from '../../../../src/sources/source';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, useDatabase } from '../postgres/support';
import { describeWithSshd, useSshd } from './sshd';

describeWithPostgres('a PostgreSQL database behind an SSH server', () => {
  describeWithSshd('that is reached through it', () => {
    const sshd = useSshd();
    const database = useDatabase(
      "CREATE TABLE t (v text); INSERT INTO t VALUES ('here'); CREATE VIEW w AS SELECT v FROM t;",
    );
    const opened: Source[] = [];
    const open = async (changes: Partial<SourceSettings> = {}, signal = neverAborted): Promise<Source> => {
      const source = await sourceEngine('postgres').open(
        database.settings({ ssh: sshd.settings(), ...changes }),
        signal,
      );
      opened.push(source);
      return source;
    };
    afterEach(async () => {
      for (const source of opened.splice(0)) await source.close();
    });

    it('is read like a local one', async () => {
      const source = await open();
      const tables = await source.listTables(neverAborted);
      assert.deepEqual(
        tables.map(({ name }) => name),
        ['t', 'w'],
      );
      const columns = await collect(source.readColumns(['t'], neverAborted));
      assert.deepEqual(
        columns.map((table) => 'columns' in table && table.columns.map(({ name }) => name)),
        [['v']],
      );
      assert.deepEqual(await collect(source.readForeignKeys(['t'], neverAborted)), [
        { table: 't', foreignKeys: [], unresolved: [] },
      ]);
      assert.deepEqual(await source.readRows('t', ['v'], { rows: 5, characters: 10 }, neverAborted), [['here']]);
      assert.match((await source.readViewDefinition('w', neverAborted)) ?? '', /SELECT/);
    });

    it("reports the tunnel's error when it is lost during a reading", async () => {
      const source = await open();
      await source.listTables(neverAborted);
      sshd.signalSessions('SIGKILL');
      await assert.rejects(
        async () => {
          for (let attempt = 0; attempt < 50; attempt++) await source.listTables(neverAborted);
        },
        (error: Error) => hasCode(error, 'SSH_FAILED') || hasCode(error, 'SSH_HOST_UNREACHABLE'),
      );
    });

    it('says that nothing listens at its end, as the SSH server sees it', async () => {
      await assert.rejects(open({ dbPort: 1 }), (error: Error) => {
        assert.ok(hasCode(error, 'SOURCE_PORT_REFUSED'), String(error));
        return true;
      });
    });

    it("passes on the database's own errors", async () => {
      await assert.rejects(open({ dbName: 'no_such_database' }), (error) =>
        hasCode(error, 'SOURCE_DATABASE_NOT_FOUND'),
      );
    });

    it('does not connect to it through a server whose key is not known', async () => {
      const ssh = sshd.settings({ knownHostsFile: sshd.file('nowhere') });
      await assert.rejects(open({ ssh }), (error) => hasCode(error, 'SSH_HOST_KEY_UNKNOWN'));
    });

    it('can be cancelled while it is opened', async () => {
      await assert.rejects(open({}, AbortSignal.abort()), isCancelled);
    });
  });
});
