import { readFileSync } from 'node:fs';
import { Http } from '@himalia/contracts/http';
import { definePlugin } from '@himalia/core';
import asyncapi from './contract/asyncapi.json' with { type: 'json' };
import openapi from './contract/openapi.json' with { type: 'json' };
import { LiveUsage } from './live-usage.js';
import { Usage } from './usage.js';

/**
 * @typedef {{ params: {}, query: {}, body: undefined }} Plain
 * @typedef {{
 *   getResourceUsage: Plain & { replies: { 200: ReturnType<Usage['look']> } },
 *   getResourceUsagePage: Plain & { replies: { 200: string } },
 * }} Operations
 * @typedef {{ resourceUsage: { params: {}, query: {}, receive: never, send: ReturnType<Usage['look']> } }} Channels
 */

/** @type {import('@himalia/core').Contract<Operations, Channels>} */
const contract = { name: 'resource-usage', openapi, asyncapi };
const page = readFileSync(new URL('page.html', import.meta.url), 'utf8');

const usage = definePlugin({
  id: '@himalia-examples/resource-usage:usage',
  description: 'Memory and processor use, as a snapshot, a live channel and a page',
  requires: { http: Http },
  contracts: [contract],
  critical: false,
  config: {
    key: 'resourceUsage',
    options: {
      seconds: { type: 'number', default: 2, minimum: 0.1, maximum: 3600, description: 'Time between live snapshots' },
    },
  },
  activate({ http, config }) {
    const snapshot = new Usage();
    const live = new LiveUsage(new Usage(), config.seconds * 1000);
    http.implement(contract, {
      getResourceUsage: ({ reply }) => reply(200, snapshot.look()),
      getResourceUsagePage: ({ reply }) => reply(200, page, { 'content-type': 'text/html; charset=UTF-8' }),
    });
    http.channel(contract, { resourceUsage: () => ({ open: (socket) => live.add(socket) }) });
    return live;
  },
});

export const plugins = [usage];
