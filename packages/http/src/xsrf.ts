import { randomBytes, timingSafeEqual } from 'node:crypto';

const cookieName = '_xsrf';
/** Jupyter's pages read the cookie up to the end of a word: a token that ends in `-` would come back without it. */
const form = /^[\w|-]{15,255}\w$/;

/** The value of one cookie of a Cookie header; the first wins, as browsers send the most specific path first. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name)
      return pair
        .slice(at + 1)
        .trim()
        .replaceAll(/^"|"$/g, '');
  }
  return undefined;
}

/** The token that a page must send back: the cookie's, or a new one with the cookie to set. */
export function xsrfToken(
  cookies: string | undefined,
  path: string,
  secure: boolean,
): { token: string; cookie: string | undefined } {
  const known = cookieValue(cookies, cookieName);
  if (known && form.test(known)) return { token: known, cookie: undefined };
  const token = randomBytes(24).toString('hex');
  const cookie = `${cookieName}=${token}; Path=${path}; SameSite=Lax${secure ? '; Secure' : ''}`;
  return { token, cookie };
}

/** What is wrong with a request that changes something, in the words that Jupyter's clients know; undefined when it is right. */
export function xsrfProblem(
  cookies: string | undefined,
  given: string | undefined,
  method: string,
): string | undefined {
  if (given === undefined || given === '') return `'_xsrf' argument missing from ${method}`;
  const expected = cookieValue(cookies, cookieName);
  if (!form.test(given)) return "'_xsrf' argument has invalid format";
  if (
    expected === undefined ||
    expected.length !== given.length ||
    !timingSafeEqual(Buffer.from(expected), Buffer.from(given))
  )
    return 'XSRF cookie does not match POST argument';
  return undefined;
}
