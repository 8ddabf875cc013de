/**
 * Runs slow work that needs little processor time from the first test of the whole suite on, beside the others; the
 * test of it waits for the rest. To be called outside of all suites.
 * @param work must end soon once `suiteEnded` is aborted: if its own test is skipped, nobody waits for it
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
