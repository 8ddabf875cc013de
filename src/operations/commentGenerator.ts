import type { CommentOptions } from '../tasks/task';
import type { Parts } from './parts';

/**
 * The comment generator that the current settings choose, and its options.
 * @throws ThothError COMMENTS_NO_MODEL if the chosen model is not available
 */
export async function chooseCommentGenerator({
  apiKeys,
  chatModels,
  settings,
}: Pick<Parts, 'apiKeys' | 'chatModels' | 'settings'>): Promise<CommentOptions> {
  const { provider, baseUrl, model, ...options } = settings.comments();
  const { chooseGenerator } = await import('../comments/generators');
  const available = { chatModels, apiKey: () => apiKeys.get(baseUrl) };
  return { ...options, generator: await chooseGenerator({ provider, baseUrl, model }, available) };
}
