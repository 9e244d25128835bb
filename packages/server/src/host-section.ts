import type { ConfigSection, Values } from '@himalia/core';

const options = {
  openBrowser: {
    type: 'boolean',
    default: true,
    description: 'Open a browser when the server is ready (--no-browser: do not)',
    aliases: ['open-browser', 'ServerApp.open_browser', 'NotebookApp.open_browser', 'LabApp.open_browser'],
  },
  allowRoot: {
    type: 'boolean',
    default: false,
    description: 'Do not warn when the server runs as root',
    flag: 'allow-root',
    aliases: ['ServerApp.allow_root', 'NotebookApp.allow_root'],
  },
  displayUrl: {
    type: 'string',
    default: '',
    description: 'The URL to print instead of the own one, behind a proxy',
    flag: 'display-url',
    aliases: ['ServerApp.custom_display_url', 'NotebookApp.custom_display_url'],
  },
  logLevel: {
    type: 'string',
    enum: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description: 'What is logged (--debug: everything)',
    flag: 'log-level',
    env: ['HIMALIA_LOG_LEVEL'],
  },
  logFormat: {
    type: 'string',
    enum: ['text', 'json'],
    default: 'text',
    description: 'Form of the log lines',
    flag: 'log-format',
    env: ['HIMALIA_LOG_FORMAT'],
  },
  confirmStop: {
    type: 'boolean',
    default: true,
    description: 'Ask after Ctrl-C on a terminal (-y: do not)',
  },
  startTimeout: {
    type: 'integer',
    default: 30,
    minimum: 1,
    maximum: 3600,
    description: 'Seconds that the start of one plugin may take',
    flag: 'start-timeout',
  },
  stopTimeout: {
    type: 'integer',
    default: 20,
    minimum: 1,
    maximum: 3600,
    description: 'Seconds that a graceful stop may take',
    flag: 'stop-timeout',
  },
} as const;

/** What the command itself can be told; every other option belongs to a plugin. */
export const hostSection: ConfigSection<typeof options> = { key: 'server', options };
export type HostValues = Values<typeof options>;
