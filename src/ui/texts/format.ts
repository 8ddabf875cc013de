/** Words and numbers in the form of a locale. Pure, so that tests need no editor. */

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * The time since something happened: `3 min. ago`, `now` under a minute. @param milliseconds negative counts as zero
 */
export function timeAgo(milliseconds: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  for (const [unit, length] of units) {
    if (milliseconds >= length) return format.format(-Math.floor(milliseconds / length), unit);
  }
  return format.format(0, 'second');
}

/** A whole number with the locale's group separators: `1,200`. */
export function wholeNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A fraction in whole percent, rounded down, so that 100% means the end: `43%`. */
export function percent(fraction: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    Math.floor(fraction * 100) / 100,
  );
}

/** A date and time of day, short: `11/22/26, 9:30:05 PM`. @param time milliseconds since 1970 UTC */
export function dateAndTime(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(time);
}

/** The name of a language: `Italian` for `it`. */
export function languageName(language: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
}
