// The program of the process that reads one SQLite file, which is its only argument. It may be killed at any time.
import { codeOf, messageOf } from '../base/errors';
import { SqliteConnection } from '../base/sqlite';
import { batches } from './batches';
import { restrict } from './restrict';
import { memoryLimits, type ReaderMessage, type ReadRequest } from '../sources/sqlite/reader/protocol';

/** In milliseconds. */
const memoryCheckInterval = 50;
const bytesPerMegabyte = 1024 * 1024;

let isReading = false;

async function main(file: string): Promise<void> {
  process.on('disconnect', () => end(undefined));
  watchMemory();
  try {
    const connection = await SqliteConnection.open(file, 'readOnly');
    await restrict(connection);
    process.removeAllListeners('disconnect');
    process.on('disconnect', () => end(connection));
    process.on('message', (request) => void answer(connection, request as ReadRequest));
    send({ type: 'opened' });
  } catch (error) {
    fail(error);
  }
}

async function answer(connection: SqliteConnection, { sql, parameters, limits }: ReadRequest): Promise<void> {
  isReading = true;
  try {
    const rows = await connection.all<{ text: string }>(sql, parameters);
    for (const batch of batches(rows, limits)) send({ type: 'rows', rows: batch });
    send({ type: 'done' });
  } catch (error) {
    fail(error);
  } finally {
    isReading = false;
  }
}

function fail(error: unknown): void {
  send({ type: 'failed', error: { code: codeOf(error), message: messageOf(error) } });
}

function send(message: ReaderMessage, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}

/** SQL runs on another thread, so this timer sees what a query allocates while it runs. */
function watchMemory(): void {
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() < memoryLimits.process * bytesPerMegabyte) return;
    clearInterval(timer);
    send({ type: 'exhausted' }, kill);
  }, memoryCheckInterval);
}

/** Closes the file and ends. A running query could keep an ordinary exit waiting for ever. */
function end(connection: SqliteConnection | undefined): void {
  if (isReading || !connection) kill();
  else void connection.close().finally(kill);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
}

void main(process.argv[2] ?? '');
