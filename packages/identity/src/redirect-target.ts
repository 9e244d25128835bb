const here = 'http://here.invalid';

/**
 * Where a login may lead: a path of this server below its base URL, as a browser would read it; anything else leads to the
 * base URL. Browsers take `\` for `/`, drop tabs and line breaks, resolve `..` and `%2e%2e`, and read `//host` as a host.
 */
export function redirectTarget(next: string | undefined, baseUrl: string): string {
  if (next === undefined || !/^\/[\x21-\u{10ffff}]*$/u.test(next)) return baseUrl;
  const escaped = next.replaceAll('\\', '%5C');
  if (!URL.canParse(escaped, here)) return baseUrl;
  const { origin, pathname, search, hash } = new URL(escaped, here);
  const inside = `${pathname}/`.startsWith(baseUrl) && !pathname.startsWith('//');
  const loops = pathname === `${baseUrl}login` || pathname === `${baseUrl}logout`;
  return origin === here && inside && !loops ? `${pathname}${search}${hash}` : baseUrl;
}
