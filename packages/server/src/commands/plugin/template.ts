import { version } from '../../version.ts';

/** The files of a new plugin, by path. JavaScript with types in comments: it runs and can be published as it is. */
export function templateFiles(name: string, short: string): Readonly<Record<string, string>> {
  return {
    'package.json': json(manifest(name, short)),
    'plugin.js': plugin(name, short),
    'contract/openapi.json': json(contract(short)),
    [`test/${short}.test.js`]: test(name, short),
    'README.md': readme(name, short),
    '.gitignore': 'node_modules\n',
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function manifest(name: string, short: string): object {
  const range = `^${version()}`;
  const host = { '@himalia/contracts': range, '@himalia/core': range };
  const optional = Object.fromEntries(Object.keys(host).map((key) => [key, { optional: true }]));
  return {
    name,
    version: '0.1.0',
    description: 'A plugin for Himalia',
    type: 'module',
    exports: './plugin.js',
    files: ['plugin.js', 'contract'],
    scripts: { start: 'himalia start kernels --plugin .', test: 'node --test' },
    peerDependencies: host,
    peerDependenciesMeta: optional,
    himalia: {
      host: range,
      plugins: [
        {
          id: `${name}:greeting`,
          entry: './plugin.js',
          description: 'Greets by name',
          requires: ['http@1'],
          contracts: [short],
        },
      ],
    },
  };
}

function contract(short: string): object {
  const schema = (name: string): object => ({
    'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
  });
  return {
    openapi: '3.1.0',
    info: { title: short, version: '1.0.0' },
    paths: {
      [`/api/${short}/greeting`]: {
        get: {
          operationId: 'getGreeting',
          summary: 'Greets by name.',
          tags: [short],
          'x-permission': 'login',
          parameters: [
            { name: 'name', in: 'query', required: true, schema: { type: 'string', minLength: 1, maxLength: 100 } },
          ],
          responses: {
            200: { description: 'The greeting.', content: schema('Greeting') },
            400: { description: 'No name.', content: schema('Error') },
            403: { description: 'Refused.', content: schema('Error') },
          },
        },
      },
    },
    components: {
      schemas: {
        Greeting: {
          type: 'object',
          required: ['greeting'],
          properties: { greeting: { type: 'string', examples: ['Hello Ada'] } },
        },
        Error: {
          type: 'object',
          required: ['message', 'reason'],
          properties: { message: { type: 'string' }, reason: { type: ['string', 'null'] } },
        },
      },
    },
  };
}

function plugin(name: string, short: string): string {
  return `// @ts-check
import { Http } from '@himalia/contracts/http';
import { definePlugin } from '@himalia/core';
import openapi from './contract/openapi.json' with { type: 'json' };

/**
 * The document's operations, for the editor.
 * @typedef {{
 *   getGreeting: { params: {}, query: { name: string }, body: undefined, replies: { 200: { greeting: string } } },
 * }} Operations
 */

/**
 * What it promises. A route exists only because the document has it, and each operation has exactly one handler.
 * @type {import('@himalia/core').Contract<Operations>}
 */
const contract = { name: '${short}', openapi };

const greeting = definePlugin({
  id: '${name}:greeting',
  description: 'Greets by name',
  requires: { http: Http },
  contracts: [contract],
  config: {
    key: '${camel(short)}',
    options: { word: { type: 'string', default: 'Hello', description: 'How to greet', minLength: 1 } },
  },
  activate({ http, config, log }) {
    http.implement(contract, {
      getGreeting({ query, reply }) {
        log.debug('greeting', { name: query.name });
        return reply(200, { greeting: \`\${config.word} \${query.name}\` });
      },
    });
  },
});

export const plugins = [greeting];
`;
}

function test(name: string, short: string): string {
  return `import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const folder = join(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), '${short}-'));
const env = { ...process.env, HOME: home, JUPYTER_CONFIG_DIR: home, JUPYTER_DATA_DIR: home, JUPYTER_RUNTIME_DIR: home };
const linked = join(folder, 'node_modules/himalia/bin/himalia.js');
let server;
let url;

/** A real server with this plugin, on a free port; what it prints tells where it is. */
before(async () => {
  const args = ['start', 'kernels', '--plugin', folder, '--port=0', '--no-browser'];
  server = existsSync(linked) ? spawn(process.execPath, [linked, ...args], { env }) : spawn('himalia', args, { env });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => { output += text; });
  while (!url) {
    assert.equal(server.exitCode, null, output);
    await new Promise((resolve) => setTimeout(resolve, 50));
    url = /http:\\/\\/\\S+token=\\S+/.exec(output)?.[0];
  }
});
after(async () => {
  if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'close');
  rmSync(home, { recursive: true, force: true });
});

async function ask(path) {
  const { origin, searchParams } = new URL(url);
  return await fetch(origin + path, { headers: { authorization: \`token \${searchParams.get('token')}\` } });
}

test('getGreeting greets by name', async () => {
  const response = await ask('/api/${short}/greeting?name=Ada');
  assert.deepEqual([response.status, await response.json()], [200, { greeting: 'Hello Ada' }]);
});

test('getGreeting refuses what its contract does not allow', async () => {
  assert.equal((await ask('/api/${short}/greeting')).status, 400);
});

test('${name} is part of the server', async () => {
  const { plugins } = await (await ask('/api/himalia/plugins')).json();
  assert.equal(plugins.find(({ id }) => id === '${name}:greeting')?.state, 'active');
});
`;
}

function readme(name: string, short: string): string {
  return `# ${name}

A plugin for Himalia, the Jupyter server. It greets: \`GET /api/${short}/greeting?name=Ada\`.

    npm test      # starts a server with it on a free port and asks it
    npm start     # a server with it

| file | what it is |
|---|---|
| \`contract/openapi.json\` | what it promises: change this first; a route in no document does not exist |
| \`plugin.js\` | how it keeps the promise: one handler for each operation |
| \`package.json\` | \`himalia\`: what tools know of it without running it |
| \`test/\` | asks a real server |

## Installing it

    npm install ${name}
    himalia plugin enable ${name}:greeting
    himalia start

## Options

| option of \`${camel(short)}\` | default |
|---|---|
| \`word\` | Hello |
`;
}

function camel(short: string): string {
  return short.replaceAll(/[._-]+(.?)/g, (_, letter: string) => letter.toUpperCase());
}
