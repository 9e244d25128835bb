import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A third-party plugin in a few words; services are `id@major`. */
export type Sketch = {
  readonly provides?: string;
  readonly requires?: readonly string[];
  /** Routes by contract, each as `METHOD /path`; its operation has the name `op0`, `op1` …. */
  readonly promises?: Readonly<Record<string, readonly string[]>>;
  /** Contracts that it serves; none unless said. */
  readonly serves?: Readonly<Record<string, readonly string[]>>;
  /** Options of its section. */
  readonly options?: object;
  /** What the manifest says of that section. */
  readonly section?: string;
  readonly critical?: boolean;
  /** Body of activate, with `http` where it is required. */
  readonly activate?: string;
  /** Range of host versions. */
  readonly host?: string;
  /** First lines of the module. */
  readonly before?: string;
};

/** Writes a package with one plugin, `NAME:part`. */
export function writePlugin(folder: string, name: string, sketch: Sketch = {}): void {
  const { provides, requires = [], promises = {}, host = '*', section } = sketch;
  const entry = { id: `${name}:part`, entry: './plugin.js', requires, contracts: Object.keys(promises), section };
  const plugins = [provides === undefined ? entry : { ...entry, provides }];
  mkdirSync(folder, { recursive: true });
  const manifest = { name, version: '1.0.0', type: 'module', himalia: { host, plugins } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, 'plugin.js'), codeOf(name, sketch));
}

function codeOf(name: string, sketch: Sketch): string {
  const {
    provides,
    requires = [],
    promises = {},
    serves = {},
    options,
    critical = true,
    activate = '',
    before = '',
  } = sketch;
  const needs = requires.map((service) => `${JSON.stringify(service.split('@')[0])}: ${tokenOf(service)}`);
  const served = Object.entries(serves).map(([contract, routes]) => {
    const handlers = routes.map((_, index) => `op${index}: ({ reply }) => reply(200, {})`);
    return `http.implement(${contractOf(contract, routes)}, { ${handlers.join(', ')} });`;
  });
  return `import { definePlugin, Token } from '@himalia/core';
${before}
export const plugins = [definePlugin({
  id: '${name}:part',
  description: 'Part of the demonstration',
  requires: { ${needs.join(', ')} },
  ${provides === undefined ? '' : `provides: ${tokenOf(provides)},`}
  contracts: [${Object.entries(promises).map(([contract, routes]) => contractOf(contract, routes))}],
  ${options === undefined ? '' : `config: { key: '${name.replace(/\W/g, '')}', options: ${JSON.stringify(options)} },`}
  critical: ${critical},
  async activate({ http, log }) {
    ${served.join('\n    ')}
    ${activate}
  },
})];
`;
}

function tokenOf(service: string): string {
  const [id, major] = service.split('@');
  return `new Token('${id}', '${major}.0.0')`;
}

function contractOf(name: string, routes: readonly string[]): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const [index, route] of routes.entries()) {
    const [method = '', path = ''] = route.split(' ');
    const content = { 'application/json': { schema: { type: 'object' } } };
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => {
      return { name: parameter, in: 'path', required: true, schema: { type: 'string' } };
    });
    const operation = {
      operationId: `op${index}`,
      'x-permission': 'login',
      parameters,
      responses: { 200: { content } },
    };
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  const openapi = { openapi: '3.1.0', info: { title: name, version: '1.0.0' }, paths };
  return JSON.stringify({ name, openapi });
}
