/** What a script can tell from the exit code alone. */
export const exitCodes = {
  ok: 0,
  /** Refused by the server, or the credential is not valid. */
  refused: 1,
  /** The command line or its input is wrong; nothing was sent. */
  usage: 2,
  /** The server could not be reached or could not answer: says nothing about the question. */
  unreachable: 3,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The command line or a local input is wrong. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** A finding that ends a command with exit code 1 and one line on standard error. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RefusedError'
  }
}
