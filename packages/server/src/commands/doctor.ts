import { runtimeFolder, userConfigFolder } from '../configuration/jupyter-folders.ts';
import type { ExitCode } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';
import { withKernelspecs } from '../running/kernelspec-finder.ts';
import { runningServers } from '../running/running-servers.ts';
import { version } from '../version.ts';
import { judgeAddress } from './doctor/address.ts';
import { judgeClassicNotebook } from './doctor/classic-notebook.ts';
import { judgeConfiguration } from './doctor/configuration.ts';
import { type Finding, ok, warning } from './doctor/finding.ts';
import { judgeFolder } from './doctor/folders.ts';
import { judgeFrontEnds } from './doctor/front-ends.ts';
import { judgeKernels } from './doctor/kernels.ts';
import { Settings } from './doctor/settings.ts';

/**
 * `himalia doctor [REMIX] [OPTIONS] [--json]`: what a start with these options would meet. Starts no server and writes nothing.
 * Ends with 1 when something is wrong.
 */
export async function doctorCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const json = args.includes('--json');
  const rest = args.filter((arg) => arg !== '--json');
  const findings: Finding[] = [];
  for await (const finding of examine(rest, environment)) {
    findings.push(finding);
    if (!json) print(finding);
  }
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length;
  if (json) console.log(JSON.stringify(findings, null, 2));
  else console.log(`\n${count('wrong')} wrong, ${count('warning')} to consider, ${count('ok')} well.`);
  return count('wrong') > 0 ? 1 : 0;
}

async function* examine(args: readonly string[], environment: Environment): AsyncIterable<Finding> {
  yield ok('program', `Himalia ${version()} on Node ${process.versions.node}, ${process.platform} ${process.arch}.`);
  if (process.getuid?.() === 0)
    yield warning('program', 'This is root: kernels could do anything.', 'Start it as an ordinary user.');
  const { findings, configured } = await judgeConfiguration(args, environment);
  yield* findings;
  const running = runningServers(runtimeFolder(environment));
  for (const { url, pid } of running) yield ok('servers', `A server runs at ${url} (process ${pid}).`);
  yield* judgeFolder({ about: 'runtime folder', path: runtimeFolder(environment), secret: true, made: true });
  yield* judgeFolder({ about: 'user configuration', path: userConfigFolder(environment), secret: true, made: true });
  if (!configured) return;
  const settings = new Settings(configured);
  const has = (plugin: string): boolean => configured.plugins.some(({ id }) => id === plugin);
  yield* await judgeAddress(settings, running);
  if (has('@himalia/contents:local'))
    yield* judgeFolder({ about: 'files', path: settings.text('contents', 'rootDir') || process.cwd() });
  if (has('@himalia/kernels:kernelspecs'))
    yield* await withKernelspecs(async (kernelspecs, paths) => {
      const kernels = await judgeKernels(kernelspecs);
      if (!has('@himalia/frontends:nbclassic')) return kernels;
      return [...kernels, ...(await judgeClassicNotebook(paths, has('@himalia/frontends:nbclassic-root')))];
    }, configured.config);
  if (has('@himalia/frontends:assets')) yield* await judgeFrontEnds(settings);
}

const signs = { ok: '✔', warning: '!', wrong: '✖' } as const;

function print({ about, state, message, hint }: Finding): void {
  const [first = '', ...more] = message.split('\n');
  console.log(`${signs[state]} ${`${about}:`.padEnd(20)}${first}`);
  for (const line of [...more, ...(hint === undefined ? [] : [`→ ${hint}`])]) console.log(`  ${' '.repeat(20)}${line}`);
}
