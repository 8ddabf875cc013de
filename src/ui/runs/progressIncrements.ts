/**
 * Turns the fraction of a run, which may come often and must not go back, into the increments that VS Code wants: whole
 * percents that add up to exactly 100 at the end.
 */
export class ProgressIncrements {
  private reported = 0;

  /** @param fraction from 0 to 1 @returns what was gained since the last call, in percent */
  advanceTo(fraction: number): number {
    const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
    const increment = Math.max(0, percent - this.reported);
    this.reported += increment;
    return increment;
  }
}
