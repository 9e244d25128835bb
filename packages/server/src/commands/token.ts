import { runtimeFolder } from '../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';
import { runningServer } from '../running/running-servers.ts';

/** `himalia token [PORT]`: the token of a running server and nothing else, for scripts. */
export function tokenCommand(args: readonly string[], environment: Environment): ExitCode {
  const [text, ...more] = args;
  if (more.length > 0 || (text !== undefined && !/^\d{1,5}$/.test(text))) throw misused('himalia token takes a port.');
  const server = runningServer(runtimeFolder(environment), text === undefined ? undefined : Number(text));
  if (server.token === '') throw new ExitError(1, `The server on port ${server.port} has no token${instead(server)}.`);
  console.log(server.token);
  return 0;
}

function instead({ password }: { readonly password: boolean }): string {
  return password ? ', but a password' : ': it asks for no login';
}
