import type { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { type Handlers, type Http, HttpError } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/lab-app';
import { describeExtension, linkHeader, pageOf } from './extension-list.ts';
import type { LabPages } from './lab-pages.ts';
import { formatBundles, readBundles } from './licenses.ts';

type Services = {
  readonly http: Http;
  readonly assets: LabAssets;
  readonly pageConfig: PageConfig;
  readonly pages: LabPages;
};

const noListings = {
  blocked_extensions_uris: [],
  allowed_extensions_uris: [],
  blocked_extensions: [],
  allowed_extensions: [],
};

export function labRoutes({ http, assets, pageConfig, pages }: Services): Handlers<Operations> {
  return {
    getLabPage: (call) => pages.answer(call, 'multiple-document'),
    getDocPage: (call) => pages.answer(call, 'single-document'),
    getBuild: ({ reply }) => reply(200, { status: 'stable', message: '' }),
    getNews: ({ reply }) => reply(200, { news: [] }),
    getUpdate: ({ reply }) => reply(200, { notification: null }),
    getPlugins: ({ reply }) => reply(200, { lockRules: [], allLocked: true }),
    getListings({ params, reply }) {
      if (params.path !== '@jupyterlab/extensionmanager-extension/listings.json')
        throw new HttpError(400, `There is no list '${params.path}'`);
      return reply(200, noListings);
    },
    async getExtensions({ query, request, reply }) {
      const { disabledExtensions } = await pageConfig.forPage('lab', {});
      const off = new Set(disabledExtensions as readonly string[]);
      const all = (await assets.extensions()).map((one) => describeExtension(one, !off.has(one.name)));
      const listing = { query: query.query, page: query.page, perPage: query.per_page };
      const { items, last } = pageOf(all, listing);
      const url = `${request.secure ? 'https' : 'http'}://${request.host}${http.baseUrl}lab/api/extensions`;
      return reply(200, items, { link: linkHeader(url, listing, last) });
    },
    async getLicenses({ query, reply }) {
      const bundles = await readBundles(await assets.licenses(), query.bundles ?? '');
      const { report, type, extension } = formatBundles(bundles, query.format, query.full_text !== undefined);
      const disposition = `attachment; filename="jupyterlab-licenses.${extension}"`;
      return reply(200, report, {
        'content-type': type,
        ...(query.download === undefined ? {} : { 'content-disposition': disposition }),
      });
    },
  };
}
