import type { FederatedExtension } from '@himalia/contracts/frontends';
import type { Extension } from '@himalia/contracts/lab-app';
import { isRecord, text } from '../read-json.ts';

/** A member that is a string, or an object with that string in it: package.json allows both. */
function textOr(value: unknown, member: string): string | null {
  return text(value) ?? (isRecord(value) ? text(value[member]) : undefined) ?? null;
}

const webAddress = (url: string | null): string => url?.replace(/^git\+/, '').replace(/\.git$/, '') ?? '';

export function describeExtension(extension: FederatedExtension, enabled: boolean): Extension {
  const { name, version, manifest } = extension;
  return {
    name,
    description: text(manifest.description) ?? '',
    homepage_url: text(manifest.homepage) ?? webAddress(textOr(manifest.repository, 'url')),
    pkg_type: 'prebuilt',
    allowed: true,
    approved: false,
    companion: null,
    core: false,
    enabled,
    install: null,
    installed: true,
    installed_version: version,
    latest_version: version,
    status: 'ok',
    author: textOr(manifest.author, 'name'),
    license: text(manifest.license) ?? null,
    bug_tracker_url: textOr(manifest.bugs, 'url'),
    documentation_url: null,
    package_manager_url: null,
    repository_url: webAddress(textOr(manifest.repository, 'url')) || null,
  };
}

export type Listing = { readonly query?: string | undefined; readonly page: number; readonly perPage: number };

/** One page of a list, and how many pages there are. */
export function pageOf(
  extensions: readonly Extension[],
  { query = '', page, perPage }: Listing,
): { readonly items: readonly Extension[]; readonly last: number } {
  const wanted = query.toLowerCase();
  const found = extensions.filter(({ name }) => name.toLowerCase().includes(wanted));
  const items = found.slice((page - 1) * perPage, page * perPage);
  return { items, last: Math.max(1, Math.ceil(found.length / perPage)) };
}

/** The `Link` header by which JupyterLab learns the number of pages. `url` is absolute and has no query. */
export function linkHeader(url: string, { page, perPage, query }: Listing, last: number): string {
  const link = (target: number, rel: string): string => {
    const search = new URLSearchParams({
      ...(query ? { query } : {}),
      page: String(target),
      per_page: String(perPage),
    });
    return `<${url}?${search}>; rel="${rel}"`;
  };
  const links = [link(last, 'last'), link(1, 'first')];
  if (page > 1) links.push(link(page - 1, 'prev'));
  if (page < last) links.push(link(page + 1, 'next'));
  return links.join(', ');
}
