/** Characters that are not allowed in file names on some system. */
const forbidden = /[\\/:*?"<>|\p{Cc}]/gu;
/** In bytes of UTF-8, as file systems count: both names, the time and a suffix fit into 255 bytes. */
const longestName = 90;

/**
 * A log's name for people, which is a valid file name: `Library – Database elements – 2026-11-22 21.30.05.log`.
 * @param startTime milliseconds since 1970 UTC; shown in local time
 */
export function logName(sqlDbName: string, taskTitle: string, startTime: number): string {
  const date = new Date(startTime);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join('.');
  return `${fit(sqlDbName)} – ${fit(taskTitle)} – ${day} ${time}.log`;
}

function fit(name: string): string {
  let fitting = '';
  for (const character of name.replace(forbidden, '_')) {
    if (Buffer.byteLength(fitting + character) > longestName) break;
    fitting += character;
  }
  return fitting;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
