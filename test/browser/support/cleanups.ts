/** Collects what must be closed after the suite's last test, in reverse order, also if `before` failed. */
export function useCleanups(): (cleanup: () => Promise<unknown>) => void {
  const cleanups: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
  });
  return (cleanup) => void cleanups.push(cleanup);
}
