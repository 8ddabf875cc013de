import { open, stat } from 'node:fs/promises';

/** `THOT`: the application id of SQLite files that are project databases. */
export const applicationId = 0x54484f54;

const magic = 'SQLite format 3\0';
const headerLength = 100;

/** What a file is, judged by its first bytes. */
export type FileKind = 'missing' | 'folder' | 'empty' | 'notADatabase' | 'foreign' | 'projectDatabase';

/**
 * Reads the kind of a file without opening it as a database, which could change it: closing merges a write-ahead log.
 * The header's layout is that of https://www.sqlite.org/fileformat.html#the_database_header.
 * @throws the file system's errors, except for a file that does not exist
 */
export async function readFileKind(file: string): Promise<FileKind> {
  const header = Buffer.alloc(headerLength);
  let length = 0;
  try {
    if ((await stat(file)).isDirectory()) return 'folder';
    const handle = await open(file, 'r');
    try {
      length = (await handle.read(header, 0, headerLength, 0)).bytesRead;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
  return length === 0 ? 'empty' : kindOf(header, length);
}

function kindOf(header: Buffer, length: number): FileKind {
  if (length < headerLength || header.toString('latin1', 0, magic.length) !== magic) return 'notADatabase';
  const owner = header.readUInt32BE(68);
  if (owner === applicationId) return 'projectDatabase';
  const pageCount = header.readUInt32BE(28);
  const hasWriteAheadLog = header[18] !== 1;
  return owner === 0 && pageCount <= 1 && !hasWriteAheadLog ? 'empty' : 'foreign';
}
