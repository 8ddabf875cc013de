import { isCancelled, messageOf, ThothError } from '../../base/errors';
import { plainError } from '../../base/servers/serverTexts';
import type { SourceEngine, SourceSettings } from '../source';
import { wrapSource } from '../wrapSource';
import { addressOf, addressText } from './address';

/** The same engine, but an answer on which Thoth's own code fails is an error of the server, in words. */
export function understood(engine: SourceEngine): SourceEngine {
  return {
    ...engine,
    async open(settings, signal, onNotice) {
      const during = async <T>(reading: Promise<T>): Promise<T> => {
        try {
          return await reading;
        } catch (error) {
          throw error instanceof ThothError || isCancelled(error) ? error : notUnderstood(error, settings, engine);
        }
      };
      const source = await during(engine.open(settings, signal, onNotice));
      return wrapSource(source, during, () => source.close());
    },
  };
}

function notUnderstood(error: unknown, settings: SourceSettings, { label, defaultPort }: SourceEngine): ThothError {
  const reason = messageOf(plainError(error, settings.password ?? ''));
  return new ThothError(
    'SOURCE_UNREADABLE',
    `The server "${addressText(addressOf(settings, defaultPort))}" gave an answer that Thoth does not understand: ${reason}. ` +
      `Check that it is ${label}, and not a program that only resembles it.`,
    { cause: error },
  );
}
