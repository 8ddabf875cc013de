import type { CommentGenerator, CommentOutcome, CommentRequest } from '../../../src/comments/comment';

/** A generator that gives the answers a test sets, and records the requests. */
export class ScriptedGenerator implements CommentGenerator {
  readonly name = 'scripted';
  readonly usesModel = true;
  readonly destination = 'nowhere';
  readonly requests: CommentRequest[] = [];
  /** How many calls are running, and the largest number so far. */
  running = 0;
  mostRunning = 0;

  /** @param answer the outcome for each item of a request; by default `About ITEM` */
  constructor(
    private readonly answer: (
      request: CommentRequest,
      signal: AbortSignal,
    ) => readonly CommentOutcome[] | Promise<readonly CommentOutcome[]> = allWell,
  ) {}

  async generate(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]> {
    this.requests.push(request);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      return await this.answer(request, signal);
    } finally {
      this.running -= 1;
    }
  }

  preview(request: CommentRequest): Promise<string> {
    return Promise.resolve(`Describe ${request.items.join(', ')}`);
  }
}

export function allWell({ items }: CommentRequest): readonly CommentOutcome[] {
  return items.map((item) => ({ item, comment: `About ${item}` }));
}
