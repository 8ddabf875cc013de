/** What a model's server said of a call that failed, as the cause of the ThothError: whoever retries reads it. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** How long the server asks to be left alone, in milliseconds; undefined where it does not say. */
  readonly retryAfter: number | undefined;
  /** Whether the same call may go well later. */
  readonly passing: boolean;

  constructor(message: string, details: { status?: number; retryAfter?: number | undefined; passing: boolean }) {
    super(message);
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.passing = details.passing;
  }
}

/** The failure beneath an error, if there is one. */
export function modelFailureOf(error: unknown): ModelFailure | undefined {
  return error instanceof Error && error.cause instanceof ModelFailure ? error.cause : undefined;
}
