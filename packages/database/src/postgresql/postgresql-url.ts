import { DatabaseError } from '@himalia/contracts/database';

/** Checks the URL without ever saying it. Throws a `DatabaseError` `invalid`. */
export function readPostgresqlUrl(text: string): { readonly place: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['postgresql:', 'postgres:'].includes(url.protocol))
    throw new DatabaseError(
      'invalid',
      'The option database.url is no PostgreSQL URL; its form is postgresql://user:password@host:5432/name, with special characters percent-encoded',
    );
  const user = url.username === '' ? '' : `${url.username}@`;
  return { place: `postgresql://${user}${url.host}${url.pathname}` };
}
