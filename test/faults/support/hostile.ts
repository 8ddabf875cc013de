/** Texts that do harm if they are interpreted: as SQL, as a command, as markup, as a line of a log. */
export const hostileTexts: readonly string[] = [
  `it's "quoted" \`here\``,
  `'; DROP TABLE canary; --`,
  `"; DROP TABLE canary; --`,
  '`; DROP TABLE canary; --',
  ') UNION SELECT 1 --',
  'line\nbreak\r\nand\ttab',
  '\n[2026-01-01 00:00:00] Step 1: forged',
  '\u001b[31mred\u001b[0m\u0007\b',
  '\u202egnp.exe\u202c\u2066\u200f',
  'one\u2028two\u2029three',
  '<img src=x onerror=alert(1)>',
  '[click](command:thoth.removeSqlDb)',
  '](command:x) ![i](http://127.0.0.1:1/x)',
  '$(zap) **bold** ~~gone~~ | a | b |',
  '${jndi:ldap://127.0.0.1} %s %n $1 ? :x',
  '../../etc/passwd',
  '__proto__',
  'constructor',
];

/** Texts that only some engines accept as a name. */
export const emoji = '🎉👩‍👩‍👧‍👦 é';
export const longText = 'x'.repeat(10_000);

/** Characters that no line of a log may contain: those that control a terminal, or reorder a text. */
export const unfitForLog = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function doubleQuoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
