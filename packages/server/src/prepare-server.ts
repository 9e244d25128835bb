import { existsSync } from 'node:fs';
import { type Config, type ConfigSection, describe, type Plan, type Plugin, resolve } from '@himalia/core';
import { OptionNames } from './command-line/option-names.ts';
import { optionValues, type Parsed, parseOptions } from './command-line/parse-options.ts';
import { withOpened } from './command-line/with-opened.ts';
import { appOf, type FilesRead, readConfigFiles } from './configuration/config-files.ts';
import { type Layered, layered } from './configuration/layers.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { discoverPlugins, type Gathered, gatherPlugins } from './discovery/gather-plugins.ts';
import { ExitError, misused } from './exit-error.ts';
import { hostSection } from './host-section.ts';
import { isRemixName, loadAllPlugins, remixNamed } from './load-plugins.ts';
import { type Remix, usual } from './remixes.ts';

/** A remix with the plan and the configuration that come of it; nothing was started. */
export type Prepared = {
  readonly remix: Remix;
  readonly plan: Plan;
  /** What was read and has no effect, as sentences. */
  readonly warnings: readonly string[];
};
/** What all layers together say, before it is decided whether it fits. */
export type Configured = Layered & {
  readonly remix: Remix;
  readonly plugins: readonly Plugin[];
  /** Outlines of installed plugins that are off. */
  readonly off: readonly Plugin[];
  readonly sections: readonly ConfigSection[];
};
export type Environment = Readonly<Record<string, string | undefined>>;
/** Plugins, their option names and what the arguments say. */
type Given = {
  readonly plugins: readonly Plugin[];
  readonly parsed: Parsed;
  readonly sections: readonly ConfigSection[];
};

/** The remix that the arguments name, before all else. */
export function remixOf(args: readonly string[]): { readonly remix: Remix; readonly rest: readonly string[] } {
  const [first = '-'] = args;
  const isFile = !isRemixName(first) && existsSync(first);
  if (isFile || first.startsWith('-')) return { remix: remixNamed(usual), rest: args };
  return { remix: remixNamed(first), rest: args.slice(1) };
}

/**
 * Decides everything that can be decided before anything runs. Throws `ExitError`: 2 for a wrong command line, 78 with all
 * diagnostics when the configuration or the plugins do not fit.
 */
export async function prepareServer(args: readonly string[], environment: Environment): Promise<Prepared> {
  const configured = await readConfiguration(args, environment);
  const { remix, plugins, config, implementations, warnings } = configured;
  const options = { sections: [hostSection], contracts: remix.contracts, implementations };
  const { plan } = resolve(plugins, config, options);
  return { remix, plan: plan ?? (await refuse(configured, config, options)), warnings };
}

/** Reads every layer. Throws `ExitError`: 2 for a wrong command line, 78 for what files or variables say wrongly. */
export async function readConfiguration(args: readonly string[], environment: Environment): Promise<Configured> {
  const { remix, rest } = remixOf(args);
  const { files: others, warnings } = await filesFor(remix, rest, environment);
  const files = remix.file ? [remix.file, ...others] : others;
  const found = discoverPlugins(optionValues(rest, 'plugin'), environment);
  const { plugins, off, dormant } = await gatherPlugins(remix, files, found);
  const { parsed, sections } = await read(remix, rest, plugins);
  const layers = { remix, files, environment, commandLine: parsed, dormant };
  const idle = async (): Promise<readonly ConfigSection[]> => sectionsOf([...(await loadAllPlugins()).plugins, ...off]);
  const said = await layered(sections, layers, idle);
  return { remix, plugins, off, sections, ...said, warnings: [...warnings, ...said.warnings] };
}

/** Once more with every plugin that is installed, so that the diagnostics can name those that would help. */
async function refuse(
  { plugins, off }: Pick<Gathered, 'plugins' | 'off'>,
  config: Config,
  options: Parameters<typeof resolve>[2],
): Promise<Plan> {
  const available = [...(await loadAllPlugins()).plugins, ...off];
  const { plan, diagnostics } = resolve(plugins, config, { ...options, available });
  if (plan) return plan;
  throw new ExitError(78, `The server cannot start:\n\n${describe(diagnostics)}`);
}

async function read(remix: Remix, args: readonly string[], plugins: readonly Plugin[]): Promise<Given> {
  const sections = sectionsOf(plugins);
  try {
    const parsed = parseOptions(args, new OptionNames(sections));
    const [word, ...more] = parsed.words;
    if (word === undefined) return { plugins, parsed, sections };
    if (more.length > 0 || !sections.some(({ key }) => key === 'frontends'))
      throw misused(`'${more[0] ?? word}' is one word too many: himalia start [REMIX] [FILE] [OPTIONS].`);
    const values = withOpened(word, parsed.values, remix.landing);
    return { plugins, parsed: { ...parsed, values }, sections };
  } catch (error) {
    throw (await elsewhere(args, remix)) ?? error;
  }
}

/** The arguments are right for a server with all plugins: then the remix is the problem. */
async function elsewhere(args: readonly string[], remix: Remix): Promise<Error | undefined> {
  try {
    const { plugins: all } = await loadAllPlugins();
    const parsed = parseOptions(args, new OptionNames(sectionsOf(all)));
    if (parsed.words.length > 0) return undefined;
    const own = new Set(sectionsOf(all.filter(({ id }) => remix.plugins.includes(id))).map(({ key }) => key));
    const foreign = Object.keys(parsed.values).filter((section) => !own.has(section));
    if (foreign.length === 0) return undefined;
    return misused(`The remix '${remix.name}' has no plugin with the options '${foreign.join("', '")}'; 'lab' has.`);
  } catch {
    return undefined;
  }
}

/** The options of the host and of these plugins, and for each secret the one that names its file. */
export function sectionsOf(plugins: readonly Plugin[]): readonly ConfigSection[] {
  return withSecretFiles([hostSection, ...plugins.flatMap(({ config }) => config ?? [])]);
}

/** Read before the options: files say which plugins there are, and those say which options there are. */
export async function filesFor(
  remix: Pick<Remix, 'name'>,
  args: readonly string[],
  environment: Environment,
): Promise<FilesRead> {
  const prefix = optionValues(args, 'python-prefix').at(-1);
  return await readConfigFiles({ environment, given: optionValues(args, 'config'), prefix, app: appOf(remix) });
}
