/** Chinese, Japanese and Korean characters. */
const wholeToken = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const charactersPerToken = 4;

/** The approximate number of a text's tokens: one for four characters, but one for each character of a CJK script. */
export function estimateTokens(text: string): number {
  const whole = text.match(wholeToken)?.join('').length ?? 0;
  return Math.ceil(whole + (text.length - whole) / charactersPerToken);
}
