import type { CommentCall, RequestContext } from './commentRequests';
import { CommentRequests } from './commentRequests';
import type { OpenSource } from '../openSource';
import type { CommentOptions } from '../task';

/**
 * The exact text that the first of the calls would send; empty if nothing is sent.
 * @throws ThothError as opening the source does
 */
export async function previewFirstCall(
  openSource: OpenSource,
  context: RequestContext,
  plan: readonly CommentCall[],
  options: CommentOptions,
): Promise<string> {
  const source = await openSource(context.sqlDb, context.signal);
  try {
    for await (const { request } of new CommentRequests(context, source, options).of(plan.slice(0, 1))) {
      if (request) return await options.generator.preview(request);
    }
    return '';
  } finally {
    await source.close();
  }
}
