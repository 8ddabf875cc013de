import { isCancelled } from '../../base/errors';
import type { Source, SourceEngine } from '../source';
import { addressOf } from '../server/address';
import type { Tunnel } from './tunnel';
import { wrapSource } from '../wrapSource';

/** The same engine, but it connects through an SSH tunnel if the settings have an SSH server. */
export function throughSsh(engine: SourceEngine): SourceEngine {
  return {
    ...engine,
    async open(settings, signal, onNotice) {
      if (!settings.ssh) return engine.open(settings, signal, onNotice);
      const { openTunnel } = await import('./tunnel');
      const tunnel = await openTunnel(settings.ssh, addressOf(settings, engine.defaultPort), signal);
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

/** The tunnel's reason for a failure, since a driver only knows that its connection broke. */
function reasonOf(error: unknown, { failure }: Tunnel): unknown {
  return failure && !isCancelled(error) ? failure : error;
}

/** A source that is connected through a tunnel: closing it closes the tunnel too. */
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
