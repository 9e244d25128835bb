/** `name=value,name=value`, percent-encoded, as OpenTelemetry's variable has it. Throws where it cannot be read. */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair, at) => {
      const equals = pair.indexOf('=');
      // Not the text itself: it may be a secret.
      if (equals < 1)
        throw new Error(`Entry ${at + 1} of the collector's headers has no name and value, as in name=value`);
      return [pair.slice(0, equals).trim(), decodeURIComponent(pair.slice(equals + 1).trim())];
    }),
  );
}

/** Of its address and the path that OTLP over HTTP has for traces. Throws where it holds a password, which errors would show. */
export function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.username || url.password)
    throw new Error('The address of the collector may hold no password; use its headers');
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}
