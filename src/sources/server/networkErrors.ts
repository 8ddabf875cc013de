/** The operating system's codes of the errors of a connection, by what they mean. */
export const networkErrorCodes = {
  /** The host is not known, or there is no route to it. */
  unreachable: ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL'],
  /** The host answers, but no program listens on the port. */
  refused: ['ECONNREFUSED'],
  /** An established connection was lost. */
  lost: ['ECONNRESET', 'ECONNABORTED', 'EPIPE'],
} as const;
