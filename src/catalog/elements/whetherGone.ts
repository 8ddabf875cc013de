/** An expression: 1 where the time is set at which something was found gone, else 0. */
export function whetherGone(time: string): string {
  return `CASE WHEN ${time} IS NULL THEN 0 ELSE 1 END`;
}
