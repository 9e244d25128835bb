import { Contents } from '@himalia/contracts/contents';
import { PageConfig } from '@himalia/contracts/frontends';
import { contract } from '@himalia/contracts/home';
import { Http } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import { Kernels } from '@himalia/contracts/kernels';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { shownRoot } from '../page/common-values.ts';
import { homePage, type Link } from './home-page.ts';

/** Offered only where it is installed. */
const classicPath = 'nbclassic';
/** Pages of front ends, by the contract that has them; the first that is served is offered first. */
const frontEnds: Readonly<Record<string, Link>> = {
  'lab-app': { title: 'JupyterLab', path: 'lab' },
  'notebook-app': { title: 'Notebook', path: 'tree' },
  nbclassic: { title: 'Classic Notebook', path: classicPath },
};
const others: Readonly<Record<string, Link>> = {
  reference: { title: 'Everything that is served here', path: 'api/docs' },
};

export const home: Plugin = definePlugin({
  id: '@himalia/frontends:home',
  description: 'A page with the front ends and with what runs',
  requires: { http: Http },
  optional: { contents: Contents, identity: Identity, kernels: Kernels, pageConfig: PageConfig, terminals: Terminals },
  contracts: [contract],
  activate({ http, contents, identity, kernels, pageConfig, terminals }) {
    const served = (links: Readonly<Record<string, Link>>): readonly Link[] => {
      const names = new Set(http.served.map((each) => each.contract.name));
      return Object.entries(links).flatMap(([name, link]) => (names.has(name) ? [link] : []));
    };
    http.implement(contract, {
      async getHomePage({ reply }) {
        const { nbclassic_enabled: classic } = (await pageConfig?.forPage('notebook', {})) ?? {};
        const { html, headers } = http.page(
          'Home',
          homePage({
            baseUrl: http.baseUrl,
            folder: shownRoot(contents),
            frontEnds: served(frontEnds).filter(({ path }) => path !== classicPath || classic === true),
            more: [...served(others), ...(identity ? [{ title: 'Log out', path: 'logout' }] : [])],
            kernels: (kernels?.list() ?? []).map(({ name, execution_state }) => `${name}, ${execution_state}`),
            terminals: terminals?.list().length ?? 0,
          }),
        );
        return reply(200, html, headers);
      },
    });
  },
});
