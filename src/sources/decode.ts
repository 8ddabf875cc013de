/** Decodes `%40` and the like; a text in which a `%` stands for itself is left as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
