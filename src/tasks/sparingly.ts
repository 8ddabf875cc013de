/**
 * The same work, left out while it would take more than a tenth of the time: it may be asked for after every little step,
 * and may take longer and longer.
 */
export function atMostATenthOfTheTime(work: () => Promise<void>): () => Promise<void> {
  let notBefore = 0;
  return async () => {
    const start = performance.now();
    if (start < notBefore) return;
    await work();
    const end = performance.now();
    notBefore = end + 9 * (end - start);
  };
}
