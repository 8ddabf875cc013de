import assert from 'node:assert/strict';
import { open, readdir, readlink } from 'node:fs/promises';
import { eventually } from './eventually';

/** A message in the output channel. */
export interface OutputLine {
  /** When it was written, in milliseconds since 1970 UTC. */
  readonly time: number;
  readonly text: string;
}

/**
 * The file to which an extension host writes Thoth's output channel. It contains each message as soon as it is logged,
 * even if the host is killed immediately afterwards.
 */
export class OutputFile {
  private constructor(private readonly file: string) {}

  /** The file that a process has open. It is there once Thoth is active. */
  static async of(processId: number): Promise<OutputFile> {
    let file: string | undefined;
    await eventually('Thoth is active', async () => (file = await openFile(processId, '/Thoth.log')) !== undefined);
    return new OutputFile(file ?? '');
  }

  /** The messages of a task over a database, so far. @param whose the beginning of each, as `shop · Table comments` */
  async linesOf(whose: string): Promise<readonly OutputLine[]> {
    const start = `[${whose}] `;
    return (await this.lines()).flatMap(({ time, text }) =>
      text.startsWith(start) ? [{ time, text: text.slice(start.length) }] : [],
    );
  }

  private async lines(): Promise<readonly OutputLine[]> {
    const handle = await open(this.file);
    try {
      return (await handle.readFile('utf8')).split('\n').slice(0, -1).map(parseLine);
    } finally {
      await handle.close();
    }
  }
}

/** The message of a line of a log: all but the time before it. */
export function messageOfLine(line: string): string {
  return line.replace(/^\[.{19}\] /, '');
}

function parseLine(line: string): OutputLine {
  const [, time, text] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \[\w+\] (.*)$/.exec(line) ?? [];
  assert.ok(time !== undefined && text !== undefined, `this is no line of the output: ${line}`);
  return { time: new Date(time).getTime(), text };
}

async function openFile(processId: number, end: string): Promise<string | undefined> {
  const folder = `/proc/${processId}/fd`;
  for (const descriptor of await readdir(folder)) {
    const file = await readlink(`${folder}/${descriptor}`).catch(() => '');
    if (file.endsWith(end)) return file;
  }
  return undefined;
}
