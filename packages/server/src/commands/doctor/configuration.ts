import { appOf } from '../../configuration/config-files.ts';
import { configFolders } from '../../configuration/config-folders.ts';
import { configSources } from '../../configuration/config-sources.ts';
import { ExitError } from '../../exit-error.ts';
import { type Configured, type Environment, prepareServer, readConfiguration, remixOf } from '../../prepare-server.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const about = 'configuration';
export type Judged = {
  readonly findings: readonly Finding[];
  /** Undefined: it cannot be read, so nothing that depends on it can be judged. */
  readonly configured: Configured | undefined;
};

/** Whether the configuration can be read, and whether a server with it would start. Throws `ExitError` 2. */
export async function judgeConfiguration(args: readonly string[], environment: Environment): Promise<Judged> {
  const { remix } = remixOf(args);
  const files = configSources(configFolders(environment).folders, appOf(remix)).filter(({ present }) => present);
  const read = files.length === 0 ? 'none' : files.map(({ path }) => path).join(', ');
  const found = ok(about, `Configuration files: ${read}.`);
  try {
    const configured = await readConfiguration(args, environment);
    const { plan } = await prepareServer(args, environment);
    const warnings = configured.warnings.map((text) => warning(about, text, 'Remove it where it is said.'));
    const fits = ok('plugins', `The ${plan.order.length} plugins of the remix '${remix.name}' fit together.`);
    return { findings: [found, ...warnings, fits], configured };
  } catch (error) {
    if (!(error instanceof ExitError) || error.code !== 78) throw error;
    const hint = 'Mend what it names; "himalia config show --origin" says where each value comes from.';
    return { findings: [found, wrong(about, error.message, hint)], configured: undefined };
  }
}
