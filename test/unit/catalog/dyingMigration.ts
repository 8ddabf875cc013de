import { Connection, type SqlValue } from '../../../src/catalog/storage/connection';
import { openProjectServer } from '../../../src/catalog/openProjectServer';
import { systemClock } from '../../../src/base/clock';
import { migrations } from '../../../src/catalog/migrations';
import type { Migration } from '../../../src/catalog/migrations/migration';

/** Kills its process after this many statements of a migration, without any cleanup. */
class DyingConnection extends Connection {
  constructor(
    private readonly real: Connection,
    private left: number,
  ) {
    super(real.sequelize, real.engine);
  }

  override rows<Row extends object>(sql: string, ...bind: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.real.rows<Row>(sql, ...bind);
  }

  override async change(sql: string, ...bind: readonly SqlValue[]): Promise<number> {
    const changed = await this.real.change(sql, ...bind);
    this.left -= 1;
    if (this.left === 0) process.kill(process.pid, 'SIGKILL');
    return changed;
  }
}

async function main(location: { url: string; password: string }, statements: number): Promise<void> {
  const dying = migrations.map(({ name, up }): Migration => ({
    name,
    up: (connection) => up(new DyingConnection(connection, statements)),
  }));
  await openProjectServer(location, dying, systemClock);
}

void main(JSON.parse(process.argv[2] ?? '') as { url: string; password: string }, Number(process.argv[3]));
