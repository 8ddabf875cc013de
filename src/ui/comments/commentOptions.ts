import type { CommentOptions } from '../../tasks/task';
import { chatModels } from './languageModels';
import type { Services } from '../services';
import { commentSettings } from '../settings';

/**
 * Who writes comments now, and how, as the settings say.
 * @throws ThothError COMMENTS_NO_MODEL where the one that is set is not there
 */
export async function commentOptions({ apiKeys }: Pick<Services, 'apiKeys'>): Promise<CommentOptions> {
  const { provider, baseUrl, model, ...options } = commentSettings();
  const { chooseGenerator } = await import('../../comments/generators');
  const available = { chatModels, apiKey: () => apiKeys.get(baseUrl) };
  return { ...options, generator: await chooseGenerator({ provider, baseUrl, model }, available) };
}
