/**
 * `npm run reference-suites [-- NAME…]`: the test suites of Jupyter's own servers, asked of Himalia. They are downloaded
 * by pip into `.himalia/suites`; a name limits the run to groups (`contents`, `kernels`, …).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { bundledNode, kept, root } from '../../scripts/setup/places.js';
import { pythonWith } from '../../scripts/test/python.js';
import { Steps } from '../../scripts/test/steps.js';
import { requirements, suites } from './suites.js';

const here = import.meta.dirname;
const place = join(kept, 'suites');
const wanted = process.argv.slice(2);
const steps = new Steps();

const python = await pythonWith(steps, {
  title: 'the test suites of Jupyter',
  variable: 'HIMALIA_SUITES_PYTHON',
  folder: 'suites-venv',
  requirements,
  without: 'nothing is compared',
});
if (python) for (const suite of suites) await runSuite(suite);
for (const { title, state, seconds } of steps.results)
  console.log(`${state.padEnd(8)} ${title} (${Math.round(seconds)} s)`);
process.exitCode = !python || steps.failed ? 1 : 0;

async function runSuite({ package: name, version, plugins, groups }) {
  const chosen = Object.entries(groups).filter(([group]) => wanted.length === 0 || wanted.includes(group));
  if (chosen.length === 0) return;
  const folder = join(place, `${name}-${version}`);
  if (!existsSync(folder) && !(await download(`${name}==${version}`))) return;
  const loaded = plugins.flatMap((plugin) => ['-p', plugin]);
  const options = ['-c', join(here, 'pytest.ini'), '--rootdir', folder];
  const environment = {
    PATH: [dirname(python), dirname(bundledNode()), process.env.PATH].join(delimiter),
    PYTHONPATH: [here, folder].join(delimiter),
    JLSP_TEST_SUBPROCESS_PREFIX: JSON.stringify([python, join(here, 'jupyter_server_command.py')]),
    HIMALIA_COMMAND: JSON.stringify([bundledNode(), join(root, 'packages/server/bin/himalia.js')]),
  };
  for (const [group, files] of chosen) {
    const paths = files.map((file) => join(folder, file));
    await steps.run(`${name}: ${group}`, python, ['-m', 'pytest', ...loaded, ...options, ...paths], environment);
  }
}

/** The source distribution: wheels have no tests. */
async function download(what) {
  mkdirSync(place, { recursive: true });
  const pip = '-m pip download --quiet --no-input --no-deps --no-binary :all: --dest'.split(' ');
  if (!(await steps.run(`${what}: pip`, python, [...pip, place, what]))) return false;
  const archive = join(place, `${what.replace('==', '-')}.tar.gz`);
  return await steps.run(`${what}: tar`, 'tar', ['-xzf', archive, '-C', place]);
}
