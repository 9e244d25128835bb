import { Http } from '@himalia/contracts/http';
import { contract, Spec } from '@himalia/contracts/spec';
import { definePlugin, type Plugin } from '@himalia/core';
import { serveSpec } from './routes.ts';
import { ServedSpec } from './served-spec.ts';

export const spec: Plugin = definePlugin({
  id: '@himalia/system:spec',
  description: 'What is served and by which plugin, as documents',
  requires: { http: Http },
  provides: Spec,
  contracts: [contract],
  activate({ http, host }) {
    const served = new ServedSpec(http, host);
    serveSpec(http, served);
    return served;
  },
});
