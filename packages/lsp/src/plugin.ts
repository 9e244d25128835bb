import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Contents } from '@himalia/contracts/contents';
import { PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/lsp';
import { JupyterPaths } from '@himalia/contracts/system';
import { childEnvironment, definePlugin, type Plugin } from '@himalia/core';
import { type ConfiguredServer, withConfigured } from './configured-servers.ts';
import { findServers } from './find-servers.ts';
import { LanguageServers } from './language-servers.ts';
import { lspChannels, lspRoutes } from './routes.ts';
import { VirtualDocuments } from './virtual-documents.ts';

export const lsp: Plugin = definePlugin({
  id: '@himalia/lsp:lsp',
  description: 'Language servers that are installed on the machine',
  requires: { http: Http, paths: JupyterPaths, contents: Contents },
  optional: { pageConfig: PageConfig },
  contracts: [contract],
  config: {
    key: 'lsp',
    options: {
      servers: {
        type: 'object',
        default: {},
        description:
          'Language servers by key: argv, languages, mime_types, env …; an empty argv takes a known one away',
        aliases: ['LanguageServerManager.language_servers'],
      },
      autodetect: {
        type: 'boolean',
        default: true,
        description: 'Look for known language servers in Python prefixes, npm packages and on the PATH',
        aliases: ['LanguageServerManager.autodetect'],
      },
      nodeRoots: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Folders whose node_modules are looked into, after the root folder',
        aliases: ['LanguageServerManager.extra_node_roots'],
      },
      virtualDocuments: {
        type: 'string',
        default: '.virtual_documents',
        description: 'Folder below the root folder for what language servers want to read from disk',
        aliases: ['LanguageServerManager.virtual_documents_dir'],
      },
    },
  },
  activate({ http, paths, contents, pageConfig, config, log }) {
    const root = contents.localPath('') ?? process.cwd();
    const folder = join(root, config.virtualDocuments);
    const places = { path: process.env.PATH ?? '', prefixes: paths.prefixes, nodeRoots: [root, ...config.nodeRoots] };
    const configured = config.servers as Readonly<Record<string, ConfiguredServer>>;
    const find = async () => withConfigured(config.autodetect ? await findServers(places) : [], configured);
    const servers = new LanguageServers(find, {
      folder: root,
      environment: (asked) => ({ ...childEnvironment(process.env), ...asked }),
      documents: new VirtualDocuments(folder),
      log,
    });
    pageConfig?.contribute('@himalia/lsp:lsp', () => ({
      rootUri: pathToFileURL(root).href,
      virtualDocumentsUri: pathToFileURL(folder).href,
    }));
    http.implement(contract, lspRoutes(servers));
    http.channel(contract, lspChannels(servers));
    return servers;
  },
});
