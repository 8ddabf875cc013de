/**
 * Turns the fraction of a run into the increments that VS Code expects: whole percents that add up to exactly 100 at
 * the end. Accepts frequent updates; an increment is never negative.
 */
export class ProgressIncrements {
  private reported = 0;

  /** @param fraction from 0 to 1 @returns the increase since the last call, in percent */
  advanceTo(fraction: number): number {
    const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
    const increment = Math.max(0, percent - this.reported);
    this.reported += increment;
    return increment;
  }
}
