/** Does the rounds of work in order, some at a time; the first that fails ends all. */
export async function inLanes(lanes: number, rounds: number, work: (round: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < rounds && !failed) {
      const round = next++;
      try {
        await work(round);
      } catch (error) {
        failed = true;
        throw new Error(`Round ${round} failed.`, { cause: error });
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
