import { ExitError } from '../../exit-error.ts';
import type { ServerInfo } from '../../running/runtime-file.ts';

const patienceMs = 60_000;

/** Asks a running server of this user. Throws `ExitError` when it does not answer, or refuses. */
export async function askServer<T>({ url, token }: ServerInfo, path: string, method = 'GET'): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `token ${token}` },
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: Error) => {
    throw new ExitError(1, `The server at ${url} does not answer: ${error.message}`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new ExitError(1, messageOf(text) ?? `The server at ${url} answered ${response.status}.`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message;
  } catch {
    return undefined;
  }
}
