import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { contract, Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { cullInactive } from './cull-inactive.ts';
import { PtyTerminals } from './pty-terminals.ts';
import { terminalChannels, terminalRoutes } from './routes.ts';
import { shellCommand } from './shell-command.ts';
import { terminalEnvironment } from './terminal-environment.ts';
import { workingFolder } from './working-folder.ts';

/** Shells on this machine, in pseudo terminals. */
export const terminals: Plugin = definePlugin({
  id: '@himalia/terminals:terminals',
  description: 'Terminals on the machine of the server',
  requires: { http: Http },
  optional: { contents: Contents },
  provides: Terminals,
  contracts: [contract],
  config: {
    key: 'terminals',
    options: {
      enabled: {
        type: 'boolean',
        default: true,
        description: 'Offer terminals',
        flag: 'terminals-enabled',
        aliases: ['ServerApp.terminals_enabled', 'NotebookApp.terminals_enabled'],
      },
      shellCommand: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'The shell and its arguments; unset: $SHELL, as a login shell where the server has no terminal',
      },
      scrollbackBytes: {
        type: 'integer',
        default: 1024 * 1024,
        minimum: 0,
        maximum: 256 * 1024 * 1024,
        description: 'How much output of each terminal is kept for clients that come later, in bytes',
      },
      maxTerminals: {
        type: 'integer',
        default: 100,
        minimum: 1,
        maximum: 10_000,
        description: 'How many terminals may run at once',
      },
      cullInactiveTimeout: {
        type: 'integer',
        default: 0,
        minimum: 0,
        description: 'Seconds without input and output after which a terminal is ended; 0: never',
        aliases: ['TerminalManager.cull_inactive_timeout'],
      },
      cullInterval: {
        type: 'integer',
        default: 300,
        minimum: 1,
        maximum: 86_400,
        description: 'Seconds between two searches for inactive terminals',
        aliases: ['TerminalManager.cull_interval'],
      },
    },
  },
  activate({ http, contents, config, log, signal }) {
    const root = contents?.localPath('');
    const service = new PtyTerminals({
      available: config.enabled,
      command: shellCommand(config.shellCommand),
      folder: (asked) => workingFolder(asked, contents),
      environment: () => terminalEnvironment(process.env, { root, url: http.address?.url }),
      scrollbackBytes: config.scrollbackBytes,
      maxTerminals: config.maxTerminals,
      log,
    });
    http.implement(contract, terminalRoutes(service));
    http.channel(contract, terminalChannels(service));
    if (config.cullInactiveTimeout > 0) cullInactive(service, config, log, signal);
    return service;
  },
});
