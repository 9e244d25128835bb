import { ExitError } from '../../exit-error.ts';
import type { ServerInfo } from '../../running/runtime-file.ts';

/** A look must not hang with the server; the end of a kernel takes its time. In milliseconds. */
const patience = { GET: 10_000, other: 60_000 } as const;

/** Asks a running server of this user. Throws `ExitError` when it does not answer, or refuses. */
export async function askServer<T>({ url, token }: ServerInfo, path: string, method = 'GET'): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `token ${token}` },
    signal: AbortSignal.timeout(patience[method === 'GET' ? 'GET' : 'other']),
  }).catch((error: Error) => {
    throw new ExitError(1, `The server at ${url} does not answer: ${reasonOf(error)}`, { cause: error });
  });
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  const why = messageOf(text) ?? String(response.status);
  const hint = token === '' && response.status === 403 ? '. Commands need its token: start it with --token, too' : '';
  throw new ExitError(1, `The server at ${url} refuses: ${why}${hint}.`);
}

/** What fetch failed with stands in its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message;
  } catch {
    return undefined;
  }
}
