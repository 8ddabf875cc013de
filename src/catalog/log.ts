/** Some consecutive lines of a task's log, as one row of `task_log` keeps them. */
export interface LogChunk {
  /** The number of the first line within the task's log, from 0. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** The lines, each `[YYYY-MM-DD HH:MM:SS] message`, joined with `\n`; no `\n` at the end. */
  readonly text: string;
}
