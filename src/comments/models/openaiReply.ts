import { z } from 'zod';
import { ThothError } from '../../base/errors';
import { quoteText } from '../text';

/** How many parts of a content are read. A model gives one or a few; checking a hundred thousand would hold up the editor. */
const mostParts = 1_000;

const partsSchema = z
  .array(z.unknown())
  .transform((parts) => parts.slice(0, mostParts))
  .pipe(z.array(z.looseObject({ text: z.string().optional() })));

const contentSchema = z
  .union([z.string(), partsSchema])
  .transform((content) => (typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('')));

const choiceSchema = z.looseObject({
  finish_reason: z.string().nullish(),
  message: z.looseObject({ content: contentSchema.nullish(), refusal: z.string().nullish() }),
});

/** Only the first choice is asked for, and read. */
const completionSchema = z.looseObject({
  choices: z
    .array(z.unknown())
    .transform(([first]) => first)
    .pipe(choiceSchema),
});

/** Some servers answer with status 200 and an error in the body. */
const errorSchema = z.looseObject({
  error: z.looseObject({ message: z.string(), code: z.union([z.string(), z.number()]).nullish() }),
});

const modelsSchema = z.array(z.looseObject({ id: z.string() }));

/**
 * The text of an answer to a chat request.
 * @throws ThothError COMMENTS_BLOCKED if the model refused, COMMENTS_BAD_REPLY if the text is missing or incomplete; an
 * error with a `status` if the answer contains one
 */
export function readCompletion(answer: unknown): string {
  const failure = errorSchema.safeParse(answer);
  if (failure.success) {
    const { message, code } = failure.data.error;
    throw Object.assign(new Error(message), { status: typeof code === 'number' ? code : 500, code });
  }
  const completion = completionSchema.safeParse(answer);
  const choice = completion.data?.choices;
  if (!choice) {
    const start = typeof answer === 'string' ? `: ${quoteText(answer.slice(0, 200), 80)}` : '';
    throw new ThothError(
      'COMMENTS_BAD_REPLY',
      `The model's server did not answer in OpenAI's protocol${start}. Check the base URL.`,
    );
  }
  const { message, finish_reason: reason } = choice;
  if (message.refusal || reason === 'content_filter') {
    const said = quoteText(message.refusal ?? 'its content filter', 300);
    throw new ThothError('COMMENTS_BLOCKED', `The model refused to answer: ${said}.`);
  }
  if (reason === 'length') {
    throw new ThothError(
      'COMMENTS_BAD_REPLY',
      'The reply was cut off: the model reached its limit of tokens. Choose a model with a larger limit.',
    );
  }
  return message.content ?? '';
}

/** The names of the models in an answer, in order of name. */
export function readModels(answer: unknown): string[] {
  return (modelsSchema.safeParse(answer).data ?? []).map(({ id }) => id).sort();
}
