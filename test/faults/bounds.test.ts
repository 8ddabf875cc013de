import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { longestBacklog } from '../../src/logging/backlog';
import { longestLog } from '../../src/logging/memoryLogHandler';
import { longestMessage } from '../../src/logging/record';
import { shownCharacters } from '../../src/ui/logs/logTail';
import { startModelServer } from '../unit/comments/models/modelServer';
import { useTemporaryFolder } from '../unit/support/temporaryFolder';
import { runChild } from './support/children';
import { changeFromOutside } from './support/otherProgram';

/** The longest time in which the event loop may do nothing else, in milliseconds. */
const smooth = 50;
/**
 * The limit of the process's memory, in megabytes, for a log of a hundred megabytes, which is stored once, and copied a
 * few times while its field is composed.
 */
const mostMegabytes = 800;
/** The best of this many attempts counts, since a busy machine causes pauses of its own. */
const attempts = 3;

describe('Within bounds of memory and of time:', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  /** Runs a program up to a few times, until it did not block the event loop. */
  const smoothly = async <Result>(
    work: (attempt: number) => Promise<Result>,
    stopsOf: (result: Result) => Readonly<Record<string, number>>,
  ): Promise<Result> => {
    for (let attempt = 1; ; attempt++) {
      const result = await work(attempt);
      const tooLong = Object.entries(stopsOf(result)).filter(([, stop]) => stop > smooth);
      if (tooLong.length === 0) return result;
      if (attempt === attempts) assert.fail(`too long stops: ${JSON.stringify(tooLong)}`);
    }
  };
  const newFolder = async (attempt: number): Promise<string> => {
    const { mkdir } = await import('node:fs/promises');
    const path = folder.file(`attempt-${attempt}`);
    await mkdir(path);
    return path;
  };

  it('a task of a million records is saved whole, in memory of a stated bound', async () => {
    const records = 1_000_000;
    const result = await smoothly(
      async (attempt) => runChild('manyRecords', { folder: await newFolder(attempt), records }),
      ({ longestStops }) => longestStops,
    );
    assert.deepEqual([result.status, result.savedLines], ['COMPLETED', records + 1]);
    assert.ok(result.shownCharacters <= shownCharacters, `${result.shownCharacters} characters are shown`);
    assert.ok(result.peakMegabytes < mostMegabytes, `${result.peakMegabytes} MB`);
  });

  it('a million records that cannot be saved are kept up to a bound, and a line replaces those that are missing', async () => {
    const records = 1_000_000;
    const result = await smoothly(
      () => runChild('unsavedRecords', { records }),
      ({ longestStop }) => ({ longestStop }),
    );
    assert.ok(result.keptCharacters <= longestLog + 200, `${result.keptCharacters} characters are kept`);
    assert.match(result.firstLine, /^… \d+ earlier lines are no longer kept in memory\.$/);
    const [, missing = ''] =
      /^\[[^\]]+\] (\d+) lines are missing here: the project database could not/.exec(result.notes[0] ?? '') ?? [];
    assert.equal(result.notes.length, 1);
    assert.equal(Number(missing) + result.savedLines - 1, records, 'each line is saved or counted');
    assert.match(result.savedLast, /record 999999 x/);
    assert.ok(result.savedCharacters <= longestBacklog + 2_000_000 + 8_000);
    assert.ok(result.peakMegabytes < mostMegabytes, `${result.peakMegabytes} MB`);
  });

  it('a record of ten megabytes is cut, says so, and takes no time', async () => {
    const { milliseconds, longestLine, endsOf } = await runChild('longTexts', { characters: 10_000_000 });
    for (const [unit, time] of Object.entries(milliseconds)) {
      assert.ok(time < smooth, `${JSON.stringify(unit)}: ${time} ms`);
    }
    // each character may become the six of its code, or a line feed with four spaces
    assert.ok(longestLine < 6 * longestMessage + 100);
    for (const end of endsOf) {
      assert.match(end, /… \[cut: \d+ more characters\]$/);
      assert.doesNotMatch(end, /S3cret|planted/);
    }
  });

  it('a model that answers ten megabytes gives an error for each table, and the memory does not grow with it', async () => {
    const server = await startModelServer();
    server.always({ kind: 'reply', text: '{"comments": [{"name": "'.repeat(10_000_000 / 24) });
    const { baseUrl } = server;
    const result = await smoothly(
      async (attempt) => runChild('longAnswers', { folder: await newFolder(attempt), baseUrl }),
      ({ longestStop }) => ({ longestStop }),
    ).finally(() => server.close());
    assert.deepEqual([result.result.status, result.result.processed, result.result.failed], ['COMPLETED', 0, 2]);
    assert.match(result.log, /the answer is longer than \d+ bytes/);
    assert.ok(result.grownMegabytes < 250, `${result.grownMegabytes} MB`);
  });

  it('ten thousand tables are read twice without blocking the event loop', async () => {
    const tables = 10_000;
    const file = folder.file('source.sqlite');
    const create = Array.from({ length: tables }, (_, index) => {
      const target = `table_of_many_${Math.max(0, index - 1)}`;
      return `CREATE TABLE table_of_many_${index} (id INTEGER PRIMARY KEY, other INTEGER REFERENCES ${target} (id));`;
    });
    changeFromOutside(file, `BEGIN; ${create.join('')} CREATE VIEW broken AS SELECT missing FROM nowhere; COMMIT;`);
    const { results } = await smoothly(
      async (attempt) => runChild('manyTables', { folder: await newFolder(attempt), file }),
      ({ longestStop }) => ({ longestStop }),
    );
    for (const { status, failed, total } of results)
      assert.deepEqual([status, failed, total], ['COMPLETED', 1, tables + 1]);
  });

  it('a thousand databases with a hundred thousand runs are listed without blocking the event loop', async () => {
    const [databases, runs] = [1_000, 100_000];
    const result = await smoothly(
      async (attempt) => {
        const file = join(await newFolder(attempt), 'project.sqlite');
        await (await openProjectDatabase({ file })).close();
        const numbers = `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < `;
        const time = `'2026-03-01 12:00:00.000 +00:00'`;
        changeFromOutside(
          file,
          `INSERT INTO sql_db (name, db_type, db_name)
             ${numbers}${databases}) SELECT 'database ' || n, 'sqlite', '/data/' || n || '.sqlite' FROM number;
           INSERT INTO task_run (task_id, sql_db_id, kind, status, start_time, heartbeat, host, process_id)
             ${numbers}${runs}) SELECT 'run ' || n, 1 + n % ${databases},
               CASE n % 3 WHEN 0 THEN 'dbElements' WHEN 1 THEN 'tableComments' ELSE 'columnComments' END,
               'COMPLETED', ${time}, ${time}, 'here', 1 FROM number;`,
        );
        return runChild('manyDatabases', { file });
      },
      ({ longestStop }) => ({ longestStop }),
    );
    assert.deepEqual([result.databases, result.tasks], [databases, 3 * databases]);
  });
});
