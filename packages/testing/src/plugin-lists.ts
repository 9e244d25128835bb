/** What nearly every server has: HTTP, a login by token, Jupyter's folders. */
export const basicPlugins: readonly string[] = [
  '@himalia/http:fastify',
  '@himalia/identity:token',
  '@himalia/system:paths',
];

/** The same, and files over HTTP. */
export const contentsPlugins: readonly string[] = [
  ...basicPlugins,
  '@himalia/contents:local',
  '@himalia/contents:http',
];
