import { isCancelled } from '../base/errors';
import type {
  RowLimits,
  Source,
  SourceEngine,
  SourceRow,
  SourceTable,
  TableColumns,
  TableForeignKeys,
} from './source';
import type { Tunnel } from './ssh/tunnel';

/** The same engine, which reaches its servers through SSH wherever the settings say so. */
export function throughSsh(engine: SourceEngine): SourceEngine {
  return {
    ...engine,
    async open(settings, signal, onNotice) {
      if (!settings.ssh) return engine.open(settings, signal, onNotice);
      const { openTunnel } = await import('./ssh/tunnel');
      const target = { host: settings.dbHost || 'localhost', port: settings.dbPort || engine.defaultPort };
      const tunnel = await openTunnel(settings.ssh, target, signal);
      try {
        const address = { host: tunnel.host, port: tunnel.port };
        return new TunnelledSource(await engine.open({ ...settings, address }, signal, onNotice), tunnel);
      } catch (error) {
        await tunnel.close();
        throw reasonOf(error, tunnel);
      }
    },
  };
}

/** A driver knows only that its connection broke; the tunnel knows why. */
function reasonOf(error: unknown, { failure }: Tunnel): unknown {
  return failure && !isCancelled(error) ? failure : error;
}

/** A source whose connection goes through a tunnel, which is closed with it. */
class TunnelledSource implements Source {
  constructor(
    private readonly source: Source,
    private readonly tunnel: Tunnel,
  ) {}

  listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    return this.explained(this.source.listTables(signal));
  }

  readColumns(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableColumns[]> {
    return this.explainedBatches(this.source.readColumns(tables, signal));
  }

  readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableForeignKeys[]> {
    return this.explainedBatches(this.source.readForeignKeys(tables, signal));
  }

  readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]> {
    return this.explained(this.source.readRows(table, columns, limits, signal));
  }

  readViewDefinition(table: string, signal: AbortSignal): Promise<string | null> {
    return this.explained(this.source.readViewDefinition(table, signal));
  }

  async close(): Promise<void> {
    try {
      await this.source.close();
    } finally {
      await this.tunnel.close();
    }
  }

  private async explained<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      throw reasonOf(error, this.tunnel);
    }
  }

  private async *explainedBatches<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* batches;
    } catch (error) {
      throw reasonOf(error, this.tunnel);
    }
  }
}
