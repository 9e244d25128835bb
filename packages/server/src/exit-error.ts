/**
 * Exit codes of the command: 0 ended as asked, 1 failed, 2 used wrongly, 78 the configuration or the plugins do not fit
 * (`EX_CONFIG` of sysexits.h), 130 gave up after a second signal.
 */
export type ExitCode = 0 | 1 | 2 | 78 | 130;

/** Ends the command with a message for the person at the terminal, without a stack. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The command line is wrong: exit 2. */
export function misused(message: string): ExitError {
  return new ExitError(2, message);
}
