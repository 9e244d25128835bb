import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigSection } from '../config.ts';
import type { AnyContract } from '../contract.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { definePlugin, type Plugin } from '../plugin.ts';
import { keyOf, Token } from '../token.ts';
import type { Config, ResolveOptions } from './plan.ts';
import { resolve } from './resolve.ts';

type Parts = {
  requires?: readonly string[];
  optional?: readonly string[];
  provides?: string;
  contracts?: readonly AnyContract[];
  config?: ConfigSection;
};

function token(text: string): Token<unknown> {
  const [id = '', version = '1.0.0'] = text.split('@');
  return new Token(id, version);
}

function plugin(id: string, { requires = [], optional = [], provides, contracts = [], config }: Parts = {}): Plugin {
  const named = (texts: readonly string[]): Record<string, Token<unknown>> => {
    return Object.fromEntries(texts.map((text) => [text, token(text)]));
  };
  return definePlugin({
    id,
    description: '',
    requires: named(requires),
    optional: named(optional),
    contracts,
    ...(provides === undefined ? {} : { provides: token(provides) }),
    ...(config ? { config } : {}),
    activate() {},
  });
}

function contract(name: string, ...routes: readonly string[]): AnyContract {
  const info = { title: name, version: '1.0.0' };
  const paths: Record<string, Record<string, unknown>> = {};
  const channels: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const [method = '', template = ''] = route.split(' ');
    const path = template.replaceAll('*', '');
    const tails = [...template.matchAll(/\{(\w+)\*\}/g)].map(([, parameter]) => String(parameter));
    if (method === 'WS') {
      channels[route] = {
        address: path,
        parameters: Object.fromEntries(tails.map((tail) => [tail, { 'x-tail': true }])),
      };
    } else {
      const parameters = tails.map((tail) => ({ name: tail, in: 'path', 'x-tail': true }));
      paths[path] = { ...paths[path], [method]: { operationId: route, parameters } };
    }
  }
  return { name, openapi: { info, paths }, asyncapi: { info, channels } };
}

function refused(plugins: readonly Plugin[], config: Config = {}, options: ResolveOptions = {}): readonly Diagnostic[] {
  return resolve(plugins, config, options).diagnostics ?? [];
}

function one(plugins: readonly Plugin[], config: Config = {}, options: ResolveOptions = {}): Diagnostic {
  const [diagnostic, ...others] = refused(plugins, config, options);
  assert.deepEqual(others, []);
  assert.ok(diagnostic, 'refused');
  return diagnostic;
}

test('nothing is a plan: the base is empty', () => {
  assert.deepEqual(resolve([], {}).plan?.order, []);
});

test('levels follow needs, required and optional', () => {
  const plugins = [
    plugin('d', { requires: ['b', 'c'] }),
    plugin('c', { optional: ['a', 'absent'], provides: 'c' }),
    plugin('b', { requires: ['a@1.4.0'], provides: 'b' }),
    plugin('a', { provides: 'a' }),
  ];
  const { plan } = resolve(plugins, {});
  assert.deepEqual(
    plan?.levels.map((level) => level.map(({ id }) => id)),
    [['a'], ['b', 'c'], ['d']],
  );
  assert.equal(plan?.providers.get(keyOf(token('b')))?.id, 'b');
});

test('E_MISSING names who needs what', () => {
  const diagnostic = one([plugin('a', { requires: ['http'] }), plugin('b', { requires: ['http'] })]);
  assert.equal(diagnostic.code, 'E_MISSING');
  assert.equal(diagnostic.message, 'a and b need http@1, and no known plugin offers it.');
  assert.deepEqual([diagnostic.plugins, diagnostic.tokens], [['a', 'b'], ['http@1']]);
});

test('E_DISABLED names the plugins that would help', () => {
  const available = [plugin('http', { provides: 'http' }), plugin('old', { provides: 'http@0.9.0' })];
  const diagnostic = one([plugin('a', { requires: ['http'] })], {}, { available });
  assert.equal(diagnostic.code, 'E_DISABLED');
  assert.match(diagnostic.hint, /^Enable http\.$/);
  assert.deepEqual(diagnostic.plugins, ['a', 'http']);
});

test('E_AMBIGUOUS unless implementations chooses; then the other one is left out with all it brings', () => {
  const shared = {
    key: 'contents',
    options: { root: { type: 'string', description: 'Root.', flag: 'root' } },
  } as const;
  const rivals = [
    plugin('local', { provides: 'contents', contracts: [contract('contents', 'get /a')], config: shared }),
    plugin('s3', { provides: 'contents', contracts: [contract('contents', 'get /a')], config: shared }),
  ];
  const diagnostic = one(rivals);
  assert.equal(diagnostic.code, 'E_AMBIGUOUS');
  assert.match(diagnostic.hint, /implementations: \{ "contents": "local" \}/);
  assert.deepEqual([diagnostic.plugins, diagnostic.tokens], [['local', 's3'], ['contents@1']]);
  const { plan } = resolve(rivals, { contents: { root: '/' } }, { implementations: { contents: 's3' } });
  assert.deepEqual(
    plan?.order.map(({ id }) => id),
    ['s3'],
  );
  assert.deepEqual(
    plan?.unchosen.map(({ id }) => id),
    ['local'],
  );
  assert.deepEqual(plan?.config.get('s3'), { root: '/' });
});

test('implementations that choose nothing are refused with a way out', () => {
  const plugins = [plugin('@x/local', { provides: 'contents' })];
  const available = [plugin('@x/s3', { provides: 'contents' })];
  const choose = (id: string, chosen: string): Diagnostic =>
    one(plugins, {}, { available, implementations: { [id]: chosen } });
  assert.deepEqual(
    [choose('contents', '@x/s3').code, choose('contents', '@x/s3').hint],
    ['E_DISABLED', 'Enable @x/s3, or remove the choice.'],
  );
  assert.deepEqual(
    [choose('contents', '@x/locl').code, choose('contents', '@x/locl').hint],
    ['E_CONFIG', 'Did you mean @x/local?'],
  );
  assert.equal(choose('contnets', '@x/local').hint, "Did you mean the service 'contents'?");
});

test('E_VERSION names both versions, also for an optional need; two majors may live side by side', () => {
  const offering = plugin('new', { provides: 'events@2.1.0' });
  for (const needing of [plugin('user', { requires: ['events'] }), plugin('user', { optional: ['events'] })]) {
    const diagnostic = one([needing, offering]);
    assert.equal(diagnostic.code, 'E_VERSION');
    assert.equal(diagnostic.message, 'user needs events@1, but new offers events@2.');
    assert.deepEqual(
      [diagnostic.plugins, diagnostic.tokens],
      [
        ['user', 'new'],
        ['events@1', 'events@2'],
      ],
    );
    assert.ok(resolve([needing, offering, plugin('old', { provides: 'events' })], {}).plan);
  }
});

test('E_CIRCLE shows the path, also through optional needs and through itself', () => {
  const circle = [
    plugin('a', { requires: ['b'], provides: 'a' }),
    plugin('b', { optional: ['c'], provides: 'b' }),
    plugin('c', { requires: ['a'], provides: 'c' }),
    plugin('behind', { requires: ['a'] }),
  ];
  const diagnostic = one(circle);
  assert.equal(diagnostic.code, 'E_CIRCLE');
  assert.match(diagnostic.message, /circle: a → b → c → a\.$/);
  assert.match(one([plugin('a', { requires: ['a'], provides: 'a' })]).message, /a → a\.$/);
});

test('E_DUPLICATE', () => {
  const diagnostic = one([plugin('a'), plugin('a')]);
  assert.deepEqual([diagnostic.code, diagnostic.plugins], ['E_DUPLICATE', ['a']]);
});

test('E_CONTRACT_CLASH names both promisers, and a plugin that promises twice', () => {
  const diagnostic = one([
    plugin('a', { contracts: [contract('c', 'get /x')] }),
    plugin('b', { contracts: [contract('c', 'get /x')] }),
  ]);
  assert.deepEqual([diagnostic.code, diagnostic.plugins], ['E_CONTRACT_CLASH', ['a', 'b']]);
  assert.match(one([plugin('a', { contracts: [contract('c'), contract('c')] })]).message, /promised twice by a\./);
});

test('contracts that must be there are missed by name', () => {
  const options = { contracts: ['lab'], available: [plugin('frontends', { contracts: [contract('lab')] })] };
  assert.equal(one([], {}, { contracts: ['lab'] }).code, 'E_MISSING');
  assert.deepEqual([one([], {}, options).code, one([], {}, options).plugins], ['E_DISABLED', ['frontends']]);
  assert.ok(resolve(options.available, {}, options).plan);
});

function withRoutes(left: string, right: string): readonly Diagnostic[] {
  const a = plugin('a', { contracts: [contract('one', left)] });
  return refused([a, plugin('b', { contracts: [contract('two', right)] })]);
}

test('E_ROUTE_CLASH: one method and normalised path, in both kinds of document', () => {
  const clashes: readonly [string, string][] = [
    ['get /a/b', 'get /a//b/'],
    ['get /a/{x}', 'get /a/{x}'],
    ['get /a/{x*}', 'get /a/{x*}'],
    ['get /ws', 'WS /ws'],
    ['WS /ws/{x}', 'WS /ws/{x}'],
  ];
  for (const [left, right] of clashes) {
    const [diagnostic] = withRoutes(left, right);
    assert.equal(diagnostic?.code, 'E_ROUTE_CLASH', `${left} ${right}`);
    assert.deepEqual(diagnostic?.plugins, ['a', 'b']);
    assert.match(diagnostic?.message ?? '', /of 'one'.*of 'two'/);
  }
});

test('E_SHADOWED: true ambiguity, and a route that can never be reached', () => {
  const shadowed: readonly [string, string][] = [
    ['get /a/{x}', 'get /a/{y}'],
    ['get /a/{x*}', 'get /a/{y*}'],
    ['get /a/{x}', 'WS /a/{y}'],
    ['get /a/{x*}/{y}/raw', 'get /a/{x*}/raw'],
  ];
  for (const [left, right] of shadowed) {
    assert.deepEqual(
      withRoutes(left, right).map(({ code }) => code),
      ['E_SHADOWED'],
      `${left} ${right}`,
    );
  }
});

test('routes that the rule of precedence tells apart live together', () => {
  const fine: readonly [string, string][] = [
    ['get /a', 'post /a'],
    ['get /a/{x}', 'get /a/b'],
    ['get /a/{x}/b', 'get /a/{y}/c'],
    ['get /a/{x*}', 'get /a/{y}'],
    ['get /a/{x*}', 'get /a'],
    ['get /{x*}', 'get /a/{y*}'],
    ['get /a/{x*}', 'get /a/{y*}/checkpoints'],
    ['get /A', 'get /a'],
    ['post /ws', 'WS /ws'],
  ];
  for (const [left, right] of fine) assert.deepEqual(withRoutes(left, right), [], `${left} ${right}`);
  const slashes = contract('settings', 'get /lab/api/settings', 'get /lab/api/settings/');
  assert.ok(resolve([plugin('a', { contracts: [slashes] })], {}).plan);
});

const http = {
  key: 'http',
  options: {
    port: {
      type: 'integer',
      description: 'Port.',
      default: 8888,
      maximum: 65535,
      flag: 'port',
      aliases: ['ServerApp.port'],
    },
    ip: { type: 'string', description: 'Address.', flag: 'ip' },
  },
} as const;

test('each plugin gets the checked values of its section', () => {
  const host = { key: 'server', options: { quiet: { type: 'boolean', description: '', default: false } } } as const;
  const { plan } = resolve([plugin('a', { config: http }), plugin('b')], { http: { ip: '::' } }, { sections: [host] });
  assert.deepEqual(plan?.config.get('a'), { port: 8888, ip: '::' });
  assert.deepEqual(plan?.config.get('b'), {});
  assert.deepEqual(plan?.sections.get('server'), { quiet: false });
});

test('E_CONFIG: unknown section, unknown key, wrong value, each once and with the nearest name', () => {
  const diagnostics = refused([plugin('a', { config: http })], { htpp: {}, http: { prot: 1, port: 70000 } });
  assert.ok(diagnostics.every(({ code }) => code === 'E_CONFIG'));
  assert.deepEqual(
    diagnostics.map(({ message, hint, plugins }) => [message, hint, plugins]),
    [
      ["No plugin has a section 'htpp'.", "Did you mean 'http'?", []],
      ["'http' has no option 'prot'.", "Did you mean 'http.port'?", ['a']],
      ["'http.port' must be at most 65535, not 70000.", 'Correct it: Port.', ['a']],
    ],
  );
});

test('a section of a plugin that is not enabled is known, and checked all the same', () => {
  const available = [plugin('a', { config: http })];
  assert.ok(resolve([], { http: { port: 1 } }, { available }).plan);
  assert.equal(one([], { http: { port: 'x' } }, { available }).code, 'E_CONFIG');
});

test('where a plugin that is not enabled defines an option otherwise, the enabled one counts', () => {
  const wider = {
    key: 'http',
    options: { port: { type: 'string', description: 'Port or name.', default: 'http' } },
  } as const;
  const { plan } = resolve([plugin('a', { config: http })], {}, { available: [plugin('b', { config: wider })] });
  assert.equal(plan?.config.get('a')?.port, 8888);
});

test('two plugins share a section if they agree about it', () => {
  const other = { key: 'http', options: { port: { ...http.options.port, default: 1 } } } as const;
  assert.ok(resolve([plugin('a', { config: http }), plugin('b', { config: http })], {}).plan);
  const diagnostic = one([plugin('a', { config: http }), plugin('b', { config: other })]);
  assert.equal(diagnostic.message, "a and b define the option 'http.port' differently.");
});

test('E_FLAG_CLASH between flags and aliases of different options', () => {
  const other = { key: 'other', options: { where: { type: 'string', description: '', aliases: ['port'] } } } as const;
  const diagnostic = one([plugin('a', { config: http }), plugin('b', { config: other })]);
  assert.equal(diagnostic.code, 'E_FLAG_CLASH');
  assert.equal(diagnostic.message, '--port means http.port and other.where.');
  assert.deepEqual(diagnostic.plugins, ['a', 'b']);
  assert.equal(one([plugin('b', { config: other })], {}, { sections: [http] }).code, 'E_FLAG_CLASH');
});

test('all faults are reported at once', () => {
  const codes = refused(
    [
      plugin('a', { requires: ['nothing'], contracts: [contract('c', 'get /x')] }),
      plugin('b', { provides: 's', contracts: [contract('d', 'get /x')], config: http }),
      plugin('c', { provides: 's' }),
      plugin('c', { provides: 's' }),
      plugin('e', { requires: ['e'], provides: 'e' }),
    ],
    { http: { port: false } },
  ).map(({ code }) => code);
  assert.deepEqual(codes.toSorted(), [
    'E_AMBIGUOUS',
    'E_CIRCLE',
    'E_CONFIG',
    'E_DUPLICATE',
    'E_MISSING',
    'E_ROUTE_CLASH',
  ]);
});
