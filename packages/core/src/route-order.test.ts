import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Route, routesOf } from './route.ts';
import { compareRoutes, covers, shapeOf } from './route-order.ts';

/** A `*` at the end of a parameter's name makes it a tail. */
function routeOf(template: string): Route {
  const tails = [...template.matchAll(/\{(\w+)\*\}/g)].map(([, name]) => ({ name, in: 'path', 'x-tail': true }));
  const path = template.replaceAll('*', '');
  const openapi = { info: { title: '', version: '' }, paths: { [path]: { parameters: tails, get: {} } } };
  const [route] = routesOf({ name: 'c', openapi });
  assert.ok(route);
  return route;
}

test('static text beats a pattern, a parameter, the end and a tail, segment by segment', () => {
  const ordered = [
    '/api/contents/{path*}/checkpoints/{id}',
    '/api/contents/{path*}/checkpoints',
    '/api/contents/{path*}',
    '/api/{x}/special',
    '/files/a',
    '/files/{name}.json',
    '/files/{name}/raw',
    '/files/{name}',
    '/files',
    '/files/{path*}/raw',
    '/files/{path*}',
    '/{path*}',
  ];
  for (const seed of [1, 2, 3]) {
    const shuffled =
      fc.sample(fc.shuffledSubarray(ordered, { minLength: ordered.length }), { numRuns: 1, seed })[0] ?? [];
    const sorted = shuffled.map(routeOf).sort(compareRoutes);
    assert.deepEqual(
      sorted.map(({ segments }) => shapeOf({ segments })),
      ordered.map((path) => shapeOf(routeOf(path))),
    );
  }
});

test('one path covers another when it matches all that the other matches', () => {
  const cases: readonly [outer: string, inner: string, covered: boolean][] = [
    ['/{path*}', '/a/b/{c}', true],
    ['/{path*}', '/', true],
    ['/a/{x}', '/a/b', true],
    ['/a/b', '/a/{x}', false],
    ['/a/{x}', '/a/{path*}', false],
    ['/a/{x}/{path*}', '/a/{path*}', false],
    ['/a/{x}/{path*}', '/a/{path*}/b', true],
    ['/a/{path*}/b', '/a/{path*}/{x}/b', true],
    ['/a/{path*}/{x}/b', '/a/{path*}/b', false],
    ['/a/{x}', '/a/{x}.json', true],
    ['/a/{x}.json', '/a/b.json', true],
    ['/a/{x}.json', '/a/b.csv', false],
  ];
  for (const [outer, inner, covered] of cases)
    assert.equal(covers(routeOf(outer), routeOf(inner)), covered, `${outer} ${inner}`);
});

test('covers agrees with matching every short path', () => {
  const piece = fc.constantFrom('a', 'b', '{x}', '{t*}');
  const template = fc
    .array(piece, { maxLength: 3 })
    .filter((pieces) => pieces.filter((one) => one === '{t*}').length < 2);
  const route = template.map((pieces) => routeOf(`/${pieces.join('/')}`));
  const paths = shortPaths(5);
  fc.assert(
    fc.property(route, route, (outer, inner) => {
      const mine = regexOf(outer);
      const theirs = regexOf(inner);
      assert.equal(
        covers(outer, inner),
        paths.every((path) => !theirs.test(path) || mine.test(path)),
      );
    }),
    { numRuns: 500 },
  );
});

/** All paths of up to so many segments; `z` is in no template. */
function shortPaths(length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = shortPaths(length - 1);
  const longest = shorter.filter((path) => path.split('/').length === length);
  return [...shorter, ...longest.flatMap((path) => ['a', 'b', 'z'].map((text) => `${path}/${text}`))];
}

function regexOf({ segments }: Route): RegExp {
  const pieces = segments.map((segment) => {
    if ('text' in segment) return `/${segment.text}`;
    return segment.kind === 'tail' ? '(/[^/]+)*' : '/[^/]+';
  });
  return new RegExp(`^${pieces.join('')}$`);
}

test('routes are read from both documents, with parameters of the path, of the operation and by reference', () => {
  const info = { title: '', version: '' };
  const routes = routesOf({
    name: 'c',
    openapi: {
      info,
      paths: {
        '/a/{path}': {
          summary: 'not a method',
          parameters: [{ $ref: '#/components/parameters/Path' }],
          get: { operationId: 'getA' },
          post: {},
        },
        '/b/{id}/': { put: { operationId: 'putB', parameters: [{ name: 'id', in: 'path', 'x-tail': true }] } },
      },
      components: { parameters: { Path: { name: 'path', in: 'path', 'x-tail': true } } },
    },
    asyncapi: {
      info,
      channels: {
        socket: { address: '/ws/{id}/{rest}', parameters: { id: {}, rest: { 'x-tail': true } } },
      },
    },
  });
  assert.deepEqual(
    routes.map((route) => [route.id, route.method, shapeOf(route)]),
    [
      ['getA', 'GET', '/a/{*}'],
      ['post /a/{path}', 'POST', '/a/{*}'],
      ['putB', 'PUT', '/b/{*}'],
      ['socket', 'GET', '/ws/{}/{*}'],
    ],
  );
});
