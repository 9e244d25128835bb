import { coerce, nearest } from '@himalia/core';
import type { Named } from '../command-line/option-names.ts';
import type { Said } from './said.ts';

const PREFIX = 'HIMALIA__';
export type EnvironmentRead = {
  readonly said: readonly Said[];
  readonly problems: readonly string[];
  /** Sentences about variables `HIMALIA__…` that no option has. */
  readonly unknown: readonly string[];
};
type Variable = { readonly variable: string; readonly text: string; readonly named: Named };

/**
 * Options have variables of their own (`JUPYTER_PORT`), and each can be set as `HIMALIA__SECTION__KEY`, which counts more:
 * `HIMALIA__HTTP__BASE_URL` is `http.baseUrl`. A variable that is empty counts as unset, as Jupyter has it.
 */
export function environmentLayer(
  all: readonly Named[],
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentRead {
  const own = all.flatMap((named) => {
    const variable = named.option.env?.find((candidate) => environment[candidate]);
    return variable === undefined ? [] : [{ variable, text: environment[variable] ?? '', named }];
  });
  const general = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && environment[name]);
  const byName = new Map(all.map((named) => [plain(`${named.section}__${named.key}`), named]));
  const found = general.flatMap((variable) => {
    const named = byName.get(plain(variable.slice(PREFIX.length)));
    return named ? [{ variable, text: environment[variable] ?? '', named }] : [];
  });
  const known = new Set(found.map(({ variable }) => variable));
  const unknown = general.filter((name) => !known.has(name)).map((name) => unknownVariable(name, all));
  const read = [...own, ...found].map(readVariable);
  return { said: read.flatMap(({ said }) => said ?? []), problems: read.flatMap((one) => one.problem ?? []), unknown };
}

/** The name in any way of writing: case, `_` and `-` within a word do not count. */
function plain(name: string): string {
  return name
    .split('__')
    .map((part) => part.toLowerCase().replaceAll(/[_-]/g, ''))
    .join('__');
}

function readVariable({ variable, text, named: { section, key, option } }: Variable): {
  readonly said?: Said;
  readonly problem?: string;
} {
  const coerced = coerce(option, text);
  if (coerced.problem !== undefined) return { problem: `The environment variable ${variable} ${coerced.problem}.` };
  return { said: { section, key, value: coerced.value, origin: `environment ${variable}` } };
}

function unknownVariable(name: string, all: readonly Named[]): string {
  const meant = nearest(name, all.map(variableOf));
  const hint = meant ? `Did you mean ${meant}?` : 'The form is HIMALIA__SECTION__KEY.';
  return `No option has the environment variable ${name}.\n  → ${hint}`;
}

/** The general variable of an option. */
export function variableOf({ section, key }: Pick<Named, 'section' | 'key'>): string {
  const words = (text: string): string => text.replaceAll(/[A-Z]/g, '_$&').toUpperCase();
  return `${PREFIX}${words(section)}__${words(key)}`;
}
