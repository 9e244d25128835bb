import type { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { type Handlers, type Http, HttpError } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/lab-app';
import { describeExtension, linkHeader } from './extension-list.ts';
import type { LabPages } from './lab-pages.ts';
import { formatBundles, readBundles } from './licenses.ts';
import { refusedExtensionChange, refusedPluginChange } from './refused-change.ts';

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
    changePlugin: ({ body, reply }) => reply(500, refusedPluginChange(body)),
    changeExtension: ({ body, reply }) => reply(500, refusedExtensionChange(body)),
    async getExtensions({ query, request, reply }) {
      const url = `${request.secure ? 'https' : 'http'}://${request.host}${http.baseUrl}lab/api/extensions`;
      const headers = { link: linkHeader(url, query) };
      if (query.query !== undefined) return reply(200, [], headers);
      const { disabledExtensions, federated_extensions } = await pageConfig.forPage('lab', {});
      const off = new Set(disabledExtensions as readonly string[]);
      const loaded = new Set((federated_extensions as readonly { name: string }[]).map(({ name }) => name));
      const all = (await assets.extensions()).map((one) =>
        describeExtension(one, loaded.has(one.name) && !off.has(one.name)),
      );
      return reply(200, await Promise.all(all), headers);
    },
    async getLicenses({ query, reply }) {
      const bundles = await readBundles(await assets.licenses(), query.bundles ?? '');
      const { report, type, extension } = formatBundles(bundles, query.format, query.full_text !== undefined);
      const disposition = `attachment; filename="jupyterlab-licenses.${extension}"`;
      // Bytes, because a text's type would get a charset.
      return reply(200, Buffer.from(report), {
        'content-type': type,
        ...(query.download === undefined ? {} : { 'content-disposition': disposition }),
      });
    },
  };
}
