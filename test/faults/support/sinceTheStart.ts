/**
 * Work that lasts long and takes little: it begins with the first test of the whole suite and goes on beside the others;
 * the test that is about it waits for what is left of it. To be called outside of all suites.
 * @param work is to let go soon once `suiteEnded` is aborted: where its own test is left out, nobody waits for it
 */
export function sinceTheStart<Outcome>(work: (suiteEnded: AbortSignal) => Promise<Outcome>): () => Promise<Outcome> {
  const controller = new AbortController();
  let outcome: Promise<Outcome> | undefined;
  before(() => {
    outcome = work(controller.signal);
    // the test that waits for it gets the error
    outcome.catch(() => undefined);
  });
  after(() => controller.abort());
  return () => outcome ?? Promise.reject(new Error('The suite has not begun.'));
}
