import { ConfigSections, contract } from '@himalia/contracts/config-sections';
import { Http } from '@himalia/contracts/http';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { JsonConfigSections } from './json-config-sections.ts';

export const configSections: Plugin = definePlugin({
  id: '@himalia/system:config',
  description: 'Configuration sections of front ends',
  requires: { http: Http, paths: JupyterPaths },
  provides: ConfigSections,
  contracts: [contract],
  activate({ http, paths, log }) {
    const sections = new JsonConfigSections({ path: paths.config, user: paths.userConfig }, log);
    http.implement(contract, {
      getConfigSection: async ({ params, reply }) => reply(200, await sections.get(params.section)),
      putConfigSection: async ({ params, body, reply }) => {
        await sections.put(params.section, body);
        return reply(204);
      },
      patchConfigSection: async ({ params, body, reply }) => reply(200, await sections.patch(params.section, body)),
    });
    return sections;
  },
});
