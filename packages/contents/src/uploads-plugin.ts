import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/uploads';
import { definePlugin, type Plugin } from '@himalia/core';
import { uploadRoutes } from './upload-routes.ts';

/** Takes files over several connections, where the contents can. */
export const resumableUploads: Plugin = definePlugin({
  id: '@himalia/contents:uploads',
  description: 'Takes large files over several connections (tus)',
  requires: { http: Http, contents: Contents },
  contracts: [contract],
  activate({ http, contents }) {
    http.implement(contract, uploadRoutes(contents, http.baseUrl));
  },
});
