import { ThothError } from '../../base/errors';
import type { TimeLimits } from '../server/timeLimits';
import type { MysqlConnection } from './connection';
import { serverErrorNumber } from './errors';
import { quoted } from './names';
import { describeServer, type ServerInfo } from './serverInfo';

const unknownDatabase = 1049;
const unknownVariable = 1193;
const databasesListed = 10;

/** Settings that a server may preset, and that would cut results, refuse queries, or keep a transaction open. */
const ownSettings =
  'sql_select_limit = 18446744073709551615, sql_big_selects = 1, sql_quote_show_create = 1, ' +
  'autocommit = 1, completion_type = 0';

/**
 * Makes a connection read-only, sets its time limits, and selects the database.
 * @param address the server's, for messages
 * @throws the driver's error, or ThothError SOURCE_DATABASE_NOT_FOUND with a list of databases
 */
export async function prepareConnection(
  connection: MysqlConnection,
  database: string,
  address: string,
  limits: TimeLimits,
): Promise<ServerInfo> {
  const run = (sql: string) => connection.all({ sql }, limits.connect);
  const [about] = await run('SELECT VERSION(), @@lower_case_table_names');
  const server = describeServer(String(about?.[0]), Number(about?.[1]));
  await run('SET SESSION TRANSACTION READ ONLY');
  // queries escape with backslashes and backticks: no mode of the server may change their meaning
  await run(`SET SESSION sql_mode = '', SESSION lock_wait_timeout = ${seconds(limits.lock)}`);
  await run(`SET SESSION ${ownSettings}`);
  await limitQueries(run, server, limits);
  if (database === '') throw await noDatabase('No database is named.', run, address);
  try {
    await run(`USE ${quoted(database)}`);
  } catch (error) {
    if (serverErrorNumber(error) !== unknownDatabase) throw error;
    throw await noDatabase(`There is no database "${database}".`, run, address, error);
  }
  return server;
}

type Run = (sql: string) => Promise<readonly (readonly (string | number | null)[])[]>;

async function limitQueries(run: Run, { isMariaDb }: ServerInfo, { catalog }: TimeLimits): Promise<void> {
  const limit = isMariaDb ? `max_statement_time = ${catalog / 1_000}` : `max_execution_time = ${Math.ceil(catalog)}`;
  try {
    await run(`SET SESSION ${limit}`);
  } catch (error) {
    // servers from before 2016 have no such limit: only the client's applies
    if (serverErrorNumber(error) !== unknownVariable) throw error;
  }
}

async function noDatabase(problem: string, run: Run, address: string, cause?: unknown): Promise<ThothError> {
  const names = (await run('SHOW DATABASES')).map(([name]) => String(name)).filter((name) => !isOfSystem(name));
  const listed = names.slice(0, databasesListed).join(', ') + (names.length > databasesListed ? ', …' : '');
  return new ThothError(
    'SOURCE_DATABASE_NOT_FOUND',
    names.length > 0
      ? `${problem} Choose one of those on the server "${address}": ${listed}.`
      : `${problem} The server "${address}" shows none to this user: ask for the right to read one.`,
    { cause },
  );
}

function isOfSystem(database: string): boolean {
  return /^(?:information_schema|mysql|performance_schema|sys)$/i.test(database);
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}
