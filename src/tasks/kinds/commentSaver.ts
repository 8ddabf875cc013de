import type { CommentResult } from '../../model/comments';

/**
 * Saves the results of a run's calls. Results that arrive during a write are written together afterwards, so that many
 * calls that end at the same time need one transaction.
 */
export class CommentSaver {
  private waiting: CommentResult[] = [];
  private next: Promise<void> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param write writes results in one transaction */
  constructor(private readonly write: (results: readonly CommentResult[]) => Promise<void>) {}

  /**
   * Resolves when these results are saved.
   * @throws the error of the write that contained them
   */
  save(results: readonly CommentResult[]): Promise<void> {
    this.waiting.push(...results);
    this.next ??= this.writeAfter(this.last);
    return this.next;
  }

  private async writeAfter(last: Promise<unknown>): Promise<void> {
    await last;
    const results = this.waiting;
    this.waiting = [];
    const writing = this.write(results);
    this.last = writing.catch(() => undefined);
    this.next = undefined;
    await writing;
  }
}
