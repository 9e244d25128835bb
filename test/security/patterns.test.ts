import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { contracts } from '@himalia/conformance';
import { processorMilliseconds } from '@himalia/testing';
import { places, served } from './attack-surface.ts';
import { DefendedServer } from './defended-server.ts';

const root = join(import.meta.dirname, '../..');
/** What these read comes from whoever runs the server, from installed packages, or is bounded to a few bytes. */
const trusted: readonly string[] = [
  'embedded-kernels/src/typescript/', // a user's own code in the user's own kernel
  'frontends/src/nbclassic/page-templates.ts', // of the installed nbclassic
  'frontends/src/assets/', // of installed front ends and themes
  'server/src/', // the command line and files of who starts it
  'conformance/src/', // asks servers
  'testing/src/',
  'system/src/paths/', // files of Python installations
  'protocol/src/frames/greeting.ts', // 20 bytes
];
/** A regular expression where a value may stand. */
const literal =
  /(?<=[(,=:!&|?{};[\s])\/(?![*/\s])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s.,;)\]}:?]|$)/g;
const characters: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  W: ' ',
  s: ' ',
  S: 'a',
  n: '\n',
  t: '\t',
  r: '\r',
  D: 'a',
};

type Pattern = { readonly where: string; readonly expression: RegExp };

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false; // A division, after all.
  }
}

function ofSources(): Pattern[] {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root });
  return files
    .filter((file) => !/\.test\.ts$|\/generated\//.test(file) && !trusted.some((part) => file.includes(part)))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(?:\*|\/\*\*?|\/\/).*$/gm, '');
      return [...code.matchAll(literal)]
        .filter(([, source = '']) => isExpression(source))
        .map(([text, source = '', flags = '']) => ({
          where: `${file} ${text}`,
          expression: new RegExp(source, flags.replace(/[gy]/g, '')),
        }));
    });
}

/** The `pattern`s of everything that requests are checked against. */
function ofDocuments(): Pattern[] {
  return contracts.flatMap(({ name, openapi, asyncapi }) =>
    [...JSON.stringify([openapi, asyncapi]).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) => ({
      where: `${name} ${text}`,
      expression: new RegExp(JSON.parse(text), 'u'),
    })),
  );
}

/** What the pattern is made of, to be repeated. */
function pieces({ source }: RegExp): string[] {
  const single = [...source.matchAll(/\\(.)|([^\\()[\]{}?*+|^$])/g)].map(
    ([, escaped, plain]) => plain ?? characters[escaped ?? ''] ?? escaped ?? '',
  );
  return [...new Set([...single, 'a', ' '])].slice(0, 16);
}

function subjects(expression: RegExp): string[] {
  const single = pieces(expression);
  const repeated = [...single, ...single.slice(0, 6).flatMap((one) => single.slice(0, 6).map((other) => one + other))];
  return ['', ...single.slice(0, 8)].flatMap((begin) =>
    repeated.flatMap((piece) => ['\u0001', '\n\u0001'].map((end) => begin + piece.repeat(length / piece.length) + end)),
  );
}

/** Long enough that the square takes a hundred times as long as reading it. */
const length = 10_000;
const tooLong = 8;

/** Milliseconds of computing, of two attempts the better one. */
function cost(run: () => void): number {
  const once = (): number => {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
  const first = once();
  return first < tooLong ? first : Math.min(first, once());
}

test('no pattern that reads what clients or files say takes the square of its length', () => {
  const all = [...ofSources(), ...ofDocuments()];
  assert.ok(all.length > 120, `only ${all.length} patterns were found`);
  const slow = all.flatMap(({ where, expression }) => {
    const bad = subjects(expression).find((subject) => cost(() => expression.test(subject)) > tooLong);
    return bad === undefined ? [] : [`${where}: ${JSON.stringify(bad.slice(0, 10))} repeated`];
  });
  assert.deepEqual(slow, []);
});

test('a pattern that does would be found', () => {
  for (const expression of [/\/+$/, /\s*,\s*/, /x=*y?=*$/, /"(?:[^"\\]|\\.)*"/])
    assert.ok(
      subjects(expression).some((subject) => cost(() => expression.test(subject)) > tooLong),
      `${expression}`,
    );
});

describe('texts that patterns could take long for, everywhere', {
  skip: process.platform === 'linux' ? false : '/proc',
}, () => {
  let server: DefendedServer;
  before(async () => {
    server = await DefendedServer.start({ remix: 'full' });
  });
  after(() => server[Symbol.asyncDispose]());

  const computed = (): number => processorMilliseconds(server.pid);

  test('every place', async () => {
    const has = await served(server);
    const asked = places.filter(
      ({ operation }) => has(operation) && !['kernels', 'sessions', 'terminals'].includes(operation.contract),
    );
    for (const place of asked)
      for (const piece of ['/', '%2f', '.', '../', '=', '-', '%20', '%0a', '"', '\\"', '[', 'a,']) {
        // An address has 32 kB; a body's texts are ten times as long, which would cost a hundred times as much.
        const text = `x${piece.repeat((place.name.startsWith('body') ? 300_000 : 7_500) / piece.length)}x`;
        const before = computed();
        const { status } = await place.ask(server, text);
        assert.notEqual(status, 500, `${place.operation.id} ${place.name} ${piece}`);
        assert.ok(
          computed() - before < 1000,
          `${place.operation.id} ${place.name} ${piece}: ${computed() - before} ms`,
        );
      }
  });

  test('headers of everybody', async () => {
    for (const name of [
      'if-none-match',
      'cookie',
      'authorization',
      'accept',
      'accept-encoding',
      'range',
      'origin',
      'referer',
      'x-xsrftoken',
      'if-modified-since',
      'prefer',
    ])
      for (const piece of [' ', ',', '; ', '=', '"', 'a=', '/', ':', 'W/"', '-']) {
        const before = computed();
        await server.bare('api', { headers: { [name]: `a${piece.repeat(28_000 / piece.length)}b` } });
        assert.ok(computed() - before < 300, `${name} ${piece}: ${computed() - before} ms`);
      }
  });

  test('a notebook that is made for it', async () => {
    for (const content of [
      `NaN "${'\\"'.repeat(500_000)}`,
      `{"a": NaN, "b": "${'"'.repeat(500_000)}`,
      `[${'[ '.repeat(500_000)}NaN`,
    ]) {
      await server.ask('api/himalia/files/bad.ipynb', { method: 'PUT', body: content });
      const before = computed();
      await server.ask('api/contents/bad.ipynb');
      await server.ask('files/bad.ipynb');
      assert.ok(computed() - before < 2000, `${computed() - before} ms`);
    }
  });
});
