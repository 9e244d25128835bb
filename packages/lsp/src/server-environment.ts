/** What lets somebody into this server or its hub, or belongs to this process alone. */
const withheld = new Set([
  'JUPYTER_TOKEN',
  'JPY_API_TOKEN',
  'JPY_COOKIE_SECRET',
  'CONFIGPROXY_AUTH_TOKEN',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
]);

/** The server's environment without secrets, then what the language server asks for. */
export function serverEnvironment(
  own: NodeJS.ProcessEnv,
  asked: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const passed = Object.entries(own).filter(([name]) => !withheld.has(name) && !name.startsWith('HIMALIA_'));
  return { ...Object.fromEntries(passed), ...asked };
}
