/** Chinese, Japanese and Korean characters. */
const wholeToken = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const charactersPerToken = 4;

/** About how many tokens a model counts in a text: one for four characters, and one for each of a CJK script. */
export function estimateTokens(text: string): number {
  const whole = text.match(wholeToken)?.join('').length ?? 0;
  return Math.ceil(whole + (text.length - whole) / charactersPerToken);
}
