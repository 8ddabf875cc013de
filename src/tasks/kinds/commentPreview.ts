import type { CommentCall, RequestContext } from './commentRequests';
import { CommentRequests } from './commentRequests';
import type { CommentOptions } from '../task';
import type { TaskRunner } from '../running/taskRunner';

/**
 * The exact text that the first of the calls would send; empty where nothing is sent.
 * @throws ThothError as opening the source does
 */
export async function previewFirstCall(
  runner: TaskRunner,
  context: RequestContext,
  plan: readonly CommentCall[],
  options: CommentOptions,
): Promise<string> {
  const source = await runner.openSource(context.sqlDb, context.signal);
  try {
    for await (const { request } of new CommentRequests(context, source, options).of(plan.slice(0, 1))) {
      if (request) return await options.generator.preview(request);
    }
    return '';
  } finally {
    await source.close();
  }
}
