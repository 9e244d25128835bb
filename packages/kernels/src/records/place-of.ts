import { hostname, userInfo } from 'node:os';
import type { Contents } from '@himalia/contracts/contents';

export type Place = {
  /** Machine, runtime folder and root folder. */
  readonly place: string;
  /** Who owns what is recorded here. */
  readonly owner: string;
};

/** Where a server keeps kernels. Another server of the same place may go on with them; one of another place never does. */
export function placeOf(runtime: string, contents: Contents | undefined): Place {
  const root = contents?.localPath('') ?? '';
  return { place: [hostname(), runtime, root].join('\n'), owner: userName() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // containers run under ids without a name
  }
}
