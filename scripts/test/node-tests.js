import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { kept, root } from '../setup/places.js';

/** With more failing files than this, something is broken and nothing is tried again. */
const FEW = 3;

/** No single test takes longer, in milliseconds; a long form (`npm run faults`) takes some half an hour. */
const LIMIT = process.env.HIMALIA_FAULTS === 'long' ? 5_400_000 : 600_000;

/**
 * Runs test files as a step. Few that fail run once more, alone: what only fails beside others on a busy machine is a race
 * to look for, named in the summary, and no reason to refuse a change. What fails twice fails.
 */
export async function runTests(steps, node, title, files, env, concurrency) {
  if (!files.length) return steps.skip(title, 'no test files');
  const first = await runOnce(steps, node, title, files, env, concurrency);
  if (first.state === 'passed') return;
  const failing = filesOf(first.counts?.failedTests ?? [], files);
  if (failing.length === 0 || failing.length > FEW) return;
  const second = await runOnce(steps, node, `${title}: failed files once more, alone`, failing, env, 1);
  if (second.state !== 'passed' || !second.counts?.passed) return;
  first.state = 'passed';
  first.note = `passed only when run alone: ${first.counts.failures.join('; ')}`;
  Object.assign(first.counts, { passed: first.counts.passed + first.counts.failed, failed: 0, failures: [] });
  second.counts = undefined; // They are counted already.
}

/**
 * The test files of failed tests; none where one is not found. A test that a function of another file makes is in the file that has its
 * title, else in those that import the function's.
 */
function filesOf(failed, files) {
  const having = (text) => files.filter((each) => readFileSync(join(root, each), 'utf8').includes(text));
  const found = failed.map(({ name, file }) => {
    if (files.includes(relative(root, file))) return [relative(root, file)];
    const titled = having(name);
    return titled.length > 0 ? titled : having(`/${basename(file)}'`);
  });
  return found.some((each) => each.length === 0) ? [] : [...new Set(found.flat())];
}

async function runOnce(steps, node, title, files, env, concurrency) {
  mkdirSync(kept, { recursive: true });
  const counts = join(kept, `counts-${process.pid}.json`);
  const reporter = (name, to) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`];
  const args = ['--conditions=source', '--test', `--test-concurrency=${concurrency}`, `--test-timeout=${LIMIT}`];
  args.push(...reporter('spec', 'stdout'), ...reporter(join(root, 'scripts/test/count-reporter.cjs'), counts));
  // What one test file, or a server of one, has compiled the others need not.
  const compiled = { NODE_COMPILE_CACHE: join(kept, 'compiled') };
  // Node sorts them, absolute ones first: so begin the slowest, of the folder test.
  const ordered = files.map((file) => (file.startsWith('test/') ? join(root, file) : file));
  await steps.run(title, node, [...args, ...ordered], { ...compiled, ...env });
  const result = steps.results.at(-1);
  if (existsSync(counts)) Object.assign(result, { counts: JSON.parse(readFileSync(counts, 'utf8') || '{}') });
  rmSync(counts, { force: true });
  return result;
}
