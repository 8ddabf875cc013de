/** One step of a task's log, or the beginning of a database in a workspace's log. Lines count from 0. */
export interface LogStep {
  readonly title: string;
  readonly line: number;
  /** The last line of the step. */
  readonly endLine: number;
  readonly errors: readonly LogError[];
}

export interface LogError {
  readonly title: string;
  readonly line: number;
}

const record = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] /;
const heading = /^(Step \d+|Database \d+\/\d+): /;
const stampLength = '[YYYY-MM-DD HH:MM:SS] '.length;

/**
 * The steps of a log, and the errors in each. A line without a time stamp belongs to the record above it. The summary
 * at the end belongs to no step, so that it stays visible when all steps are folded.
 */
export function outlineOf(text: string): LogStep[] {
  const steps: (LogStep & { endLine: number; errors: LogError[] })[] = [];
  let open: (typeof steps)[number] | undefined;
  const lines = text.split('\n');
  lines.forEach((content, line) => {
    const message = record.test(content) ? content.slice(stampLength) : undefined;
    if (message?.startsWith('Completed: ')) open = undefined;
    if (message !== undefined && heading.test(message)) {
      open = { title: message, line, endLine: line, errors: [] };
      steps.push(open);
    }
    if (!open || content === '') return;
    open.endLine = line;
    if (message?.startsWith('Error')) open.errors.push({ title: message, line });
  });
  return steps;
}
