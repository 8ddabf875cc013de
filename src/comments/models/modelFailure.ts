/** The details of a failed call, as the cause of the ThothError. Retries depend on them. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** The wait that the server asks for, in milliseconds; undefined if it asks for none. */
  readonly retryAfter: number | undefined;
  /** Whether the same call may succeed later. */
  readonly passing: boolean;

  constructor(message: string, details: { status?: number; retryAfter?: number | undefined; passing: boolean }) {
    super(message);
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.passing = details.passing;
  }
}

/** The failure among an error's causes, if there is one. */
export function modelFailureOf(error: unknown): ModelFailure | undefined {
  return error instanceof Error && error.cause instanceof ModelFailure ? error.cause : undefined;
}
