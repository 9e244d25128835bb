import { runtimeFolder } from '../../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { runningServer } from '../../running/running-servers.ts';
import { readArguments } from './arguments.ts';

type State = 'active' | 'stopped';

/** `himalia plugin activate ID [--port N]`: in a server that runs. */
export async function activatePlugin(args: readonly string[], environment: Environment): Promise<ExitCode> {
  return await setState(args, environment, 'active');
}

/** `himalia plugin deactivate ID [--port N]`: until it is activated again or the server stops. */
export async function deactivatePlugin(args: readonly string[], environment: Environment): Promise<ExitCode> {
  return await setState(args, environment, 'stopped');
}

async function setState(args: readonly string[], environment: Environment, state: State): Promise<ExitCode> {
  const verb = state === 'active' ? 'activate' : 'deactivate';
  const { words, port } = readArguments(args, `himalia plugin ${verb} ID [--port N]`, 1);
  const [id = ''] = words;
  const { url, token } = runningServer(runtimeFolder(environment), port);
  const response = await fetch(new URL('api/himalia/plugins', url), {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, state }),
    signal: AbortSignal.timeout(60_000),
  }).catch((error: Error) => {
    throw new ExitError(1, `The server at ${url} does not answer: ${error.message}`, { cause: error });
  });
  const { message } = (await response.json().catch(() => ({}))) as { readonly message?: string };
  if (!response.ok) throw new ExitError(1, message ?? `The server at ${url} answered ${response.status}.`);
  console.log(`${id} is ${state === 'active' ? 'active' : 'not active any more'} at ${url}.`);
  return 0;
}
