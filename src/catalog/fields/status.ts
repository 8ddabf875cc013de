import type { TaskStatus } from '../../model/runs';
import { log, text, textOf, time, type FieldShape } from './field';

/**
 * The fields that show an owner's tasks. Their names in the program are those in SQL, since the prefix is part of the
 * name.
 */
export type StatusFields<Prefix extends string> = Readonly<
  Record<`${Prefix}_status`, FieldShape<'text', TaskStatus, false>> &
    Record<`${Prefix}_task_id`, FieldShape<'text', string | null, false>> &
    Record<`${Prefix}_start_time` | `${Prefix}_end_time`, FieldShape<'time', number | null, false>> &
    Record<`${Prefix}_log`, FieldShape<'log', string, false>>
>;

export function statusFields<Prefix extends string>(...prefixes: readonly Prefix[]): StatusFields<Prefix> {
  const fields = prefixes.flatMap((prefix): readonly FieldShape[] => [
    textOf<TaskStatus>()(`${prefix}_status`, { initial: 'IDLE' }),
    text(`${prefix}_task_id`, { initial: null }),
    time(`${prefix}_start_time`, { initial: null }),
    time(`${prefix}_end_time`, { initial: null }),
    log(`${prefix}_log`, { initial: '' }),
  ]);
  return Object.fromEntries(fields.map((field) => [field.column, field])) as StatusFields<Prefix>;
}
