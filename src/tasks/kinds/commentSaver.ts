import type { CommentResult } from '../../model/comments';

/**
 * Saves the results of a run's calls. Those that come while others are being written are written together afterwards: many
 * calls that end at the same moment need one transaction, not one each.
 */
export class CommentSaver {
  private waiting: CommentResult[] = [];
  private next: Promise<void> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param write writes results in one transaction */
  constructor(private readonly write: (results: readonly CommentResult[]) => Promise<void>) {}

  /**
   * Resolves when these results are saved.
   * @throws what kept them, or those that were written together with them, from being saved
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
