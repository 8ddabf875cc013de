/** The operating system's codes of the errors of a connection, by what they mean. */
export const networkErrorCodes = {
  /** The host is not known, or there is no way to it. */
  unreachable: ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL'],
  /** The host answers, but no program listens on the port. */
  refused: ['ECONNREFUSED'],
  /** The connection was there, and broke. */
  lost: ['ECONNRESET', 'ECONNABORTED', 'EPIPE'],
} as const;
