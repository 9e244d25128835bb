import type { PageValues } from '@himalia/contracts/frontends';

/** Paths below the base URL by their name in the page config. */
const paths = {
  labextensionsUrl: '/lab/extensions',
  licensesUrl: '/lab/api/licenses',
  listingsUrl: '/lab/api/listings',
  settingsUrl: '/lab/api/settings',
  themesUrl: '/lab/api/themes',
  translationsApiUrl: '/lab/api/translations',
  treeUrl: '/lab/tree',
  workspacesApiUrl: '/lab/api/workspaces',
};

/** Addresses in both forms that front ends read: without the base URL, and as `full…` with it. */
export function urls(baseUrl: string): PageValues {
  const root = baseUrl.slice(0, -1);
  const full = Object.entries(paths).map(([key, path]) => [
    `full${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    root + path,
  ]);
  return { ...paths, ...Object.fromEntries(full), appUrl: '/lab', fullAppUrl: `${root}/lab`, baseUrl, wsUrl: '' };
}
