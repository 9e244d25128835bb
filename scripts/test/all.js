import { join } from 'node:path';
import { root } from '../setup/places.js';
import { findChromium } from './chromium.js';
import { names, testFiles } from './files.js';
import { runTests } from './node-tests.js';
import { npmPeers } from './npm-peers.js';
import { postgresql } from './postgresql.js';
import { kernelPython, peerPython, pythonWith } from './python.js';
import { shells } from './shells.js';
import { Steps } from './steps.js';

/**
 * Runs the steps that apply and prints the summary.
 * @param {string} node the Node to test with
 * @param {readonly string[]} wanted names of packages and folders of `test/`; none means everything
 * @returns {Promise<number>} the exit code
 */
export async function testAll(node, wanted) {
  const known = names();
  const unknown = wanted.filter((name) => !known.packages.includes(name) && !known.tests.includes(name));
  if (unknown.length) {
    console.error(
      `nothing to test is called ${unknown.join(', ')}; there are: ${[...known.packages, ...known.tests].join(', ')}`,
    );
    return 2;
  }
  const steps = new Steps();
  const packages = wanted.filter((name) => known.packages.includes(name));
  await checks(steps, node, wanted.length ? packages : undefined);
  const env = await others(steps, wanted);
  const files = wanted.length
    ? wanted.flatMap((name) => [
        ...packageTests(name),
        ...(name === 'browser' ? [] : testFiles(`test/${name}`)),
        ...(name === 'scripts' ? testFiles('scripts') : []),
      ])
    : [
        ...known.packages.flatMap(packageTests),
        ...testFiles('scripts'),
        ...testFiles('test').filter((path) => !isBrowser(path)),
      ];
  // What a fault costs other requests is measured alone. Most tests wait more than they compute.
  const atOnce = process.env.HIMALIA_FAULTS === 'long' ? 1 : 3;
  await runTests(steps, node, 'unit and integration tests', files, env, atOnce);
  if (!wanted.length || wanted.includes('browser')) await browserTests(steps, node, env);
  return summary(steps, env.HIMALIA_PYTHON !== undefined);
}

/** What is not ours and tests need, by the variable that says where it is. */
async function others(steps, wanted) {
  const asked = (name) => !wanted.length || wanted.includes(name);
  if (asked('server')) shells(steps);
  const found = {
    HIMALIA_PYTHON: await pythonWith(steps, kernelPython),
    HIMALIA_PEER_PYTHON: asked('conformance') || asked('nbconvert') ? await pythonWith(steps, peerPython) : undefined,
    HIMALIA_POSTGRESQL: asked('database') ? postgresql(steps) : undefined,
    HIMALIA_NPM_PEERS: asked('kernels') || asked('lsp') ? await npmPeers(steps) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, place]) => place));
}

function packageTests(name) {
  return [...testFiles(`packages/${name}/src`), ...testFiles(`packages/${name}/test`)];
}

function isBrowser(path) {
  return path.split(/[/\\]/)[1] === 'browser';
}

async function checks(steps, node, packages) {
  const paths = packages ? packages.map((name) => `packages/${name}`) : ['.'];
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  if (paths.length) await steps.run('lint', node, [biome, 'check', '--error-on-warnings', ...paths]);
  await steps.run('types', node, [tsc, '-b']);
  if (packages) return;
  await steps.run('types of the tests', node, [tsc, '-p', 'tsconfig.tests.json']);
  await steps.run('types of the examples', node, [tsc, '-p', 'tsconfig.examples.json']);
  const generator = 'scripts/generate-contracts.ts';
  await steps.run('generated contracts are current', node, ['--conditions=source', generator, '--check']);
}

async function browserTests(steps, node, env) {
  const title = 'browser tests';
  const files = testFiles('test/browser');
  if (!files.length) return steps.skip(title, 'there are none yet');
  const chromium = await findChromium();
  if (!chromium.path) return steps.skip(title, chromium.reason);
  console.log(`\nChromium: ${chromium.path}`);
  await runTests(steps, node, title, files, { ...env, CHROME_PATH: chromium.path }, 2);
}

function summary(steps, withPython) {
  console.log(`\n━━ summary ${'━'.repeat(69)}`);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of steps.results) {
    for (const line of linesOf(result)) console.log(line);
    for (const key of Object.keys(total)) total[key] += result.counts?.[key] ?? 0;
  }
  if (!withPython) console.log('– tests with a real Python kernel were skipped, see above');
  console.log(`\n${countLine(total)}${steps.failed ? '; FAILED' : ''}`);
  return steps.failed ? 1 : 0;
}

function linesOf({ title, state, seconds, note, counts }) {
  const mark = { passed: '✔', failed: '✖', skipped: '–' }[state];
  const counted = counts?.passed !== undefined;
  const detail = counted ? countLine(counts) : note;
  return [
    `${mark} ${title.padEnd(34)} ${`${seconds.toFixed(1)} s`.padStart(9)}  ${detail ?? ''}`,
    ...(counted && note ? [`    – ${note}`] : []),
    ...(counts?.failures ?? []).map((failure) => `    ✖ ${failure}`),
  ];
}

function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
