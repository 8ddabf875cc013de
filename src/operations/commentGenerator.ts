import type { CommentOptions } from '../tasks/task';
import type { Parts } from './parts';

/**
 * Who writes comments, and how, as the settings say now.
 * @throws ThothError COMMENTS_NO_MODEL where the model that is set is not available
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
