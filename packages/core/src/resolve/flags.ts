import type { Diagnostic } from '../diagnostic.ts';
import { compareText, listed } from './list.ts';
import type { Owned } from './sections.ts';

type Claim = { readonly flag: string; readonly path: string; readonly owner: string | undefined };

/** Command-line names that two different options claim; a section shared by two plugins is one option. */
export function flagClashes(owned: readonly Owned[]): readonly Diagnostic[] {
  const groups = [...Map.groupBy(owned.flatMap(claimsOf), ({ flag }) => flag)];
  return groups.flatMap(([flag, claims]) => {
    const paths = [...new Set(claims.map(({ path }) => path))].sort(compareText);
    return paths.length < 2 ? [] : [clash(flag, paths, claims)];
  });
}

function claimsOf({ owner, section }: Owned): readonly Claim[] {
  return Object.entries(section.options).flatMap(([key, { flag, aliases = [] }]) => {
    const names = flag === undefined ? aliases : [flag, ...aliases];
    return [...new Set(names)].map((name) => ({ flag: name, path: `${section.key}.${key}`, owner }));
  });
}

function clash(flag: string, paths: readonly string[], claims: readonly Claim[]): Diagnostic {
  const plugins = [...new Set(claims.flatMap(({ owner }) => owner ?? []))].sort(compareText);
  return {
    code: 'E_FLAG_CLASH',
    message: `--${flag} means ${listed(paths)}.`,
    hint: 'Enable only one of the plugins, or rename the flag or alias in one of them.',
    plugins,
    tokens: [],
  };
}
