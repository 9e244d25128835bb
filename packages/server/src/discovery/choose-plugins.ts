import { type Diagnostic, inRange, nearest } from '@himalia/core';
import type { ConfigFile } from '../configuration/config-file.ts';
import { version } from '../version.ts';
import type { Discovered } from './discover.ts';
import type { PluginManifest, PluginPackage } from './manifest.ts';

/** A third-party plugin and the package it is in. */
export type Found = PluginManifest & { readonly package: PluginPackage };
/** What the configuration makes of the plugins that are there. */
export type Chosen = {
  /** Ids of Himalia's own plugins. */
  readonly own: readonly string[];
  readonly enabled: readonly Found[];
  /** Installed, and off. */
  readonly off: readonly Found[];
  readonly diagnostics: readonly Diagnostic[];
};

export type Wishes = {
  /** Ids that the remix has. */
  readonly remix: readonly string[];
  /** All ids that come with Himalia. */
  readonly known: readonly string[];
  readonly files: readonly ConfigFile[];
  readonly discovered: Discovered;
};

export function foundIn({ packages }: Discovered): readonly Found[] {
  return packages.flatMap((owner) => owner.plugins.map((plugin) => ({ ...plugin, package: owner })));
}

/** A third-party plugin is off until the configuration names it: in `plugins`, in `implementations`, or by `--plugin`. */
export function choosePlugins({ remix, known, files, discovered }: Wishes): Chosen {
  const found = foundIn(discovered);
  const wanted = new Map<string, { readonly on: boolean; readonly file?: ConfigFile; readonly path?: string[] }>();
  for (const id of remix) wanted.set(id, { on: true });
  for (const { id, package: owner } of found) if (discovered.given.has(owner.folder)) wanted.set(id, { on: true });
  for (const file of files) {
    for (const [token, id] of entriesOf(file.values.implementations)) {
      if (typeof id === 'string') wanted.set(id, { on: true, file, path: ['implementations', token] });
    }
  }
  for (const file of files) {
    for (const [id, on] of entriesOf(file.values.plugins))
      wanted.set(id, { on: on === true, file, path: ['plugins', id] });
  }
  const on = [...wanted].filter(([, wish]) => wish.on);
  const diagnostics = on.flatMap(([id, { file, path = [] }]) => {
    if (known.includes(id)) return [];
    const copies = found.filter((each) => each.id === id);
    const line = file?.lineOf(path);
    const place = file ? { file: file.path, ...(line === undefined ? {} : { line }) } : {};
    return [...misfits(id, copies, found, known)].map((diagnostic) => ({ ...place, ...diagnostic }));
  });
  const ids = new Set(on.map(([id]) => id));
  const enabled = found.filter(({ id }) => ids.has(id));
  const off = found.filter(({ id }) => !ids.has(id));
  return { own: known.filter((id) => ids.has(id)), enabled, off, diagnostics };
}

function* misfits(
  id: string,
  copies: readonly Found[],
  found: readonly Found[],
  known: readonly string[],
): Iterable<Diagnostic> {
  const [first, second] = copies;
  const sides = { plugins: [id], tokens: [] };
  if (!first) {
    const meant = nearest(id, [...found.map((each) => each.id), ...known]);
    const hint = meant
      ? `Did you mean ${meant}?`
      : 'Install its package, or remove the entry; "himalia plugin list" shows what is there.';
    yield {
      code: 'E_MISSING',
      message: `The configuration enables ${id}, and no such plugin is installed.`,
      hint,
      ...sides,
    };
    return;
  }
  if (second) {
    const places = copies.map((copy) => `${copy.package.folder} (${copy.package.version})`).join(' and ');
    const message = `The plugin ${id} is installed more than once: ${places}.`;
    yield { code: 'E_DUPLICATE', message, hint: 'Remove all copies but one.', ...sides, file: second.package.file };
  }
  for (const { package: owner } of copies) {
    if (inRange(version(), owner.host)) continue;
    const message = `${id} ${owner.version} is made for Himalia ${owner.host}; this is ${version()}.`;
    const hint = `Install a version of ${owner.name} that is made for Himalia ${version()}, or disable it: himalia plugin disable ${id}.`;
    yield { code: 'E_HOST', message, hint, ...sides, file: owner.file };
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
