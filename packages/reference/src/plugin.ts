import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/reference';
import { Spec } from '@himalia/contracts/spec';
import { definePlugin, type Plugin } from '@himalia/core';
import { serveReference } from './routes.ts';

export const pages: Plugin = definePlugin({
  id: '@himalia/reference:pages',
  description: 'The reference of everything served, and the plugins in a picture',
  requires: { http: Http, spec: Spec },
  contracts: [contract],
  critical: false,
  activate({ http, spec }) {
    serveReference(http, spec);
  },
});
