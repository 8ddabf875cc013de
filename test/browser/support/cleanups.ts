/** Gives the suite it is called in a place for what is to be closed after its last test, the last first, even where `before` failed. */
export function useCleanups(): (cleanup: () => Promise<unknown>) => void {
  const cleanups: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
  });
  return (cleanup) => void cleanups.push(cleanup);
}
