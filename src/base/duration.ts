/**
 * A duration as ThothAI writes it: `1m 3s`, or `3s` under a minute. Parts of a second are dropped.
 * @param milliseconds a negative duration (the clock was set back) counts as zero
 */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
}
