import { join } from 'node:path';
import type { FederatedExtension } from '@himalia/contracts/frontends';
import type { Extension, Operations } from '@himalia/contracts/lab-app';
import { isRecord, readJson, text } from '../read-json.ts';

type Query = Operations['getExtensions']['query'];

/** A member that is a string, or an object with that string in it: package.json allows both. */
function textOr(value: unknown, member: string): string | null {
  return text(value) ?? (isRecord(value) ? text(value[member]) : undefined) ?? null;
}

const webAddress = (url: string | null): string => url?.replace(/^git\+/, '').replace(/\.git$/, '') ?? '';

/** The part of an extension that must be installed elsewhere, by the place its package says it is found in. */
function companionOf(jupyterlab: unknown): string | null {
  const discovery = isRecord(jupyterlab) && isRecord(jupyterlab.discovery) ? jupyterlab.discovery : {};
  return ['server', 'kernel'].find((part) => part in discovery) ?? null;
}

export async function describeExtension(extension: FederatedExtension, enabled: boolean): Promise<Extension> {
  const { name, version, manifest, folder } = extension;
  const install = await readJson(join(folder, 'install.json')).catch(() => undefined);
  return {
    name,
    description: text(manifest.description) ?? '',
    homepage_url: text(manifest.homepage) ?? webAddress(textOr(manifest.repository, 'url')),
    pkg_type: 'prebuilt',
    allowed: true,
    approved: false,
    companion: companionOf(manifest.jupyterlab),
    core: false,
    enabled,
    install: install ?? {},
    installed: true,
    installed_version: version,
    latest_version: version,
    status: 'ok',
    author: textOr(manifest.author, 'name'),
    license: text(manifest.license) ?? null,
    bug_tracker_url: textOr(manifest.bugs, 'url'),
    documentation_url: null,
    package_manager_url: null,
    repository_url: textOr(manifest.repository, 'url'),
  };
}

/** Of a list that has one page; by it JupyterLab learns their number. `url` is absolute and has no query. */
export function linkHeader(url: string, { page, per_page, query }: Query): string {
  const search = new URLSearchParams({
    page: '1',
    per_page: String(per_page),
    ...(query === undefined ? {} : { query }),
  });
  const link = (rel: string): string => `<${url}?${search}>; rel="${rel}"`;
  return (page > 1 ? ['last', 'prev', 'first'] : ['last', 'first']).map(link).join(', ');
}
