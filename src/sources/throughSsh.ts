import { isCancelled } from '../base/errors';
import type { Source, SourceEngine } from './source';
import type { Tunnel } from './ssh/tunnel';
import { wrapSource } from './wrapSource';

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
        return tunnelled(await engine.open({ ...settings, address }, signal, onNotice), tunnel);
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
function tunnelled(source: Source, tunnel: Tunnel): Source {
  const explained = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      throw reasonOf(error, tunnel);
    }
  };
  return wrapSource(source, explained, async () => {
    try {
      await source.close();
    } finally {
      await tunnel.close();
    }
  });
}
