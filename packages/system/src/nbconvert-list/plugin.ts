import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/nbconvert';
import { definePlugin, type Plugin } from '@himalia/core';

/** Front ends ask what notebooks can be exported to; nothing here exports, and they show no such menu. */
export const nbconvertList: Plugin = definePlugin({
  id: '@himalia/system:nbconvert-list',
  description: 'The list of export formats, empty',
  requires: { http: Http },
  contracts: [contract],
  activate({ http }) {
    http.implement(contract, { getExportFormats: ({ reply }) => reply(200, {}) });
  },
});
