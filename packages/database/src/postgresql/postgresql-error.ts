import { DatabaseError, type DatabaseErrorCode } from '@himalia/contracts/database';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html; two letters are a class. */
const codes = new Map<string, readonly [DatabaseErrorCode, string]>([
  ['08', ['unreachable', 'cannot be reached']],
  ['23', ['conflict', 'refuses this']],
  ['25006', ['read_only', 'cannot be written']],
  ['28', ['refused', 'refuses the user or the password']],
  ['3D000', ['no_database', 'does not exist']],
  ['40', ['busy', 'was changed by others at the same time']],
  ['42501', ['refused', 'does not allow it to this user']],
  ['53100', ['full', 'cannot grow: its disk is full']],
  ['53300', ['busy', 'has no connection left']],
  ['55P03', ['busy', 'is held by others']],
  ['57014', ['busy', 'took too long']],
  ['57P', ['unreachable', 'is stopping or starting']],
]);
const unreachable = /^(E[A-Z]+|Connection terminated|timeout exc|Client has|Query read timeout)/;

/** What went wrong, with the place where it is about the place. */
export function postgresqlError(error: unknown, place: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { code = '', message } = asError(error);
  const known = codes.get(code) ?? codes.get(code.slice(0, 3)) ?? codes.get(code.slice(0, 2));
  const lost = unreachable.test(code) || unreachable.test(message);
  const [kind, meaning] = known ?? (lost ? ['unreachable', 'cannot be reached'] : ['failed', 'failed']);
  return new DatabaseError(kind, `The database ${place} ${meaning}: ${message}`, { cause: error });
}

/** Whether a connection is of no use after this. */
export function endsConnection({ code }: DatabaseError): boolean {
  return code === 'unreachable';
}

/** `localhost` has two addresses: what went wrong is said of each. */
function asError(error: unknown): { readonly code?: string | undefined; readonly message: string } {
  if (error instanceof AggregateError && error.message === '') {
    const [first] = error.errors;
    return {
      code: (error as NodeJS.ErrnoException).code,
      message: (first as Error | undefined)?.message ?? 'no reason',
    };
  }
  return error as NodeJS.ErrnoException;
}
