import { readFileSync } from 'node:fs';

/** Where a server does otherwise than a contract says. */
export type Difference = {
  /** Of the check. */
  readonly id: string;
  /** `theirs`: their quirk, which clients do not rely on; `ours`: we chose to do better. */
  readonly whose: 'theirs' | 'ours';
  readonly reason: string;
};

/** The list of a server that the project keeps. Throws when there is none of that name. */
export function differencesOf(server: string): readonly Difference[] {
  if (!/^[\w-]+$/.test(server)) throw new TypeError(`'${server}' is no name of a list of differences`);
  return JSON.parse(readFileSync(new URL(`../../differences/${server}.json`, import.meta.url), 'utf8'));
}
