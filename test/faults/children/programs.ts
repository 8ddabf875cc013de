import { fullDisk } from './fullDisk';
import { openProject } from './openProject';

/** What a test may run in a process of its own, by name; each gets what the test says, and returns plain values. */
export const programs: Readonly<Record<string, (input: never) => Promise<unknown>>> = { fullDisk, openProject };
