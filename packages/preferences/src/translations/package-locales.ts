import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, type Values } from '../is-record.ts';

/** Catalogues that a Python package brings for itself, by its entry point of the group `jupyterlab.locale`. */
export type PackageLocales = {
  readonly domain: string;
  /** Absolute; holds `<locale>/LC_MESSAGES/<domain>.json`. */
  readonly folder: string;
};

const group = '[jupyterlab.locale]';

/** The packages in one `site-packages` that bring catalogues. */
export async function packageLocales(site: string): Promise<readonly PackageLocales[]> {
  const names = (await readdir(site).catch(() => [])).filter((name) => name.endsWith('.dist-info'));
  const texts = await Promise.all(
    names.map((name) => readFile(join(site, name, 'entry_points.txt'), 'utf8').catch(() => '')),
  );
  return texts.flatMap(entriesOf).map(([domain, module]) => {
    return { domain, folder: join(site, ...module.split('.'), 'locale') };
  });
}

/** A language pack's catalogue with that of the package itself, whose texts count where it is the newer one. */
export function withOwn(pack: Values, own: Values): Values {
  const [theirs, ours] = [headerOf(pack), headerOf(own)];
  const newer = ours.domain === theirs.domain && isNewer(String(ours.version ?? ''), String(theirs.version ?? ''));
  return newer ? { ...pack, ...own } : pack;
}

function headerOf({ '': header }: Values): Values {
  return isRecord(header) ? header : {};
}

/** By the numbers of both; a version that is missing is neither newer nor older. */
function isNewer(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.match(/\d+/g)?.map(Number) ?? []);
  if (!left?.length || !right?.length) return false;
  const at = left.findIndex((number, index) => number !== (right[index] ?? 0));
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
}

/** Names and modules of the group in an `entry_points.txt` (PyPA, "Entry points specification"). */
function entriesOf(text: string): readonly (readonly [name: string, module: string])[] {
  const [, after] = text.split(group);
  const lines = after?.split(/^\s*\[/m)[0]?.split(/\r?\n/) ?? [];
  return lines.flatMap((line) => {
    const [, name, module] = /^\s*([\w.-]+)\s*=\s*([\w.]+)/.exec(line) ?? [];
    return name && module ? [[name, module] as const] : [];
  });
}
