import { systemClock, yieldToEventLoop } from '../../../src/base/clock';
import { LogWriter } from '../../../src/logging/logWriter';
import { createDbCommentLogger } from '../../../src/logging/taskLoggers';
import { CollectingLogger } from '../../unit/support/collectingLogger';
import { peakMegabytes } from '../../bench/measure';
import { longestStop } from '../../unit/support/stops';

export interface UnsavedRecords {
  readonly longestStop: number;
  readonly peakMegabytes: number;
  readonly keptCharacters: number;
  readonly firstLine: string;
  /** The lines that replace the dropped ones. */
  readonly notes: readonly string[];
  readonly savedLast: string;
  readonly savedLines: number;
  readonly savedCharacters: number;
}

/** Logs far more records than can be kept while nothing can be saved; then saving works again. */
export async function unsavedRecords({ records }: { readonly records: number }): Promise<UnsavedRecords> {
  let works = false;
  const saved = { notes: [] as string[], last: '', lines: 0, characters: 0 };
  const append = async ({ text, lineCount }: { text: string; lineCount: number }): Promise<void> => {
    // no database answers in the same turn
    await yieldToEventLoop();
    if (!works) throw new Error('the project database is locked');
    const first = text.slice(0, text.indexOf('\n'));
    if (first.includes(' missing here')) saved.notes.push(first);
    saved.last = text.slice(text.lastIndexOf('\n') + 1);
    saved.lines += lineCount;
    saved.characters += text.length + 1;
  };
  const fallback = new CollectingLogger();
  const options = { clock: systemClock, redact: (text: string) => text, onHandlerError: () => undefined };
  const { logger, handler } = createDbCommentLogger({ id: 1 }, 'many', options);
  const writer = new LogWriter({ append }, systemClock, fallback);
  handler.addSink(writer);
  const stop = await longestStop(async () => {
    for (let record = 0; record < records; record++) {
      logger.info(`record ${record} ${'x'.repeat(200)}`);
      if (record % 500 === 0) await yieldToEventLoop();
    }
    works = true;
    await writer.flush();
  });
  const pieces = handler.getPieces();
  return {
    longestStop: stop,
    peakMegabytes: peakMegabytes(),
    keptCharacters: pieces.reduce((sum, piece) => sum + piece.length + 1, 0),
    firstLine: pieces[0] ?? '',
    notes: saved.notes,
    savedLast: saved.last,
    savedLines: saved.lines,
    savedCharacters: saved.characters,
  };
}
