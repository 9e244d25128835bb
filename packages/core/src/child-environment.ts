/** What lets somebody into this server, its hub or its collector of traces, or belongs to this process alone. */
const withheld = new Set([
  'JUPYTER_TOKEN',
  'JPY_API_TOKEN',
  'JPY_COOKIE_SECRET',
  'CONFIGPROXY_AUTH_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
]);

/** The environment for processes that run what users bring: this one's without its secrets. */
export function childEnvironment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !withheld.has(entry[0]) && !entry[0].startsWith('HIMALIA_'),
  );
  return Object.fromEntries(passed);
}
