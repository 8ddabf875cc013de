import { randomBytes } from 'node:crypto';

/**
 * An id for a new run: a UUID of version 7 (RFC 9562, section 5.7), which begins with the time, so that ids sort by it: a
 * log that is partitioned by ranges of ids is partitioned by time.
 * @param now milliseconds since 1970 UTC
 */
export function newTaskId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.max(0, Math.trunc(now)), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
