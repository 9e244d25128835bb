import { type Config, type ConfigSection, describe, type Plan, type Plugin, resolve } from '@himalia/core';
import { OptionNames } from './command-line/option-names.ts';
import { optionValues, type Parsed, parseOptions } from './command-line/parse-options.ts';
import { type ConfigFile, configFilesOf, readConfigFile } from './configuration/config-file.ts';
import { userConfigFolder } from './configuration/jupyter-folders.ts';
import { layered } from './configuration/layers.ts';
import { discoverPlugins, type Gathered, gatherPlugins } from './discovery/gather-plugins.ts';
import { ExitError, misused } from './exit-error.ts';
import { hostSection } from './host-section.ts';
import { loadAllPlugins, remixNamed } from './load-plugins.ts';
import { type Remix, usual } from './remixes.ts';

/** A remix with the plan and the configuration that come of it; nothing was started. */
export type Prepared = { readonly remix: Remix; readonly plan: Plan };
export type Environment = Readonly<Record<string, string | undefined>>;
/** Plugins, their option names and what the arguments say. */
type Given = {
  readonly plugins: readonly Plugin[];
  readonly parsed: Parsed;
  readonly sections: readonly ConfigSection[];
};

/** The remix that the arguments name; options may stand before it. */
export function remixOf(args: readonly string[]): { readonly remix: Remix; readonly rest: readonly string[] } {
  const first = args[0];
  if (first === undefined || first.startsWith('-')) return { remix: remixNamed(usual), rest: args };
  return { remix: remixNamed(first), rest: args.slice(1) };
}

/**
 * Decides everything that can be decided before anything runs. Throws `ExitError`: 2 for a wrong command line, 78 with all
 * diagnostics when the configuration or the plugins do not fit.
 */
export async function prepareServer(args: readonly string[], environment: Environment): Promise<Prepared> {
  const { remix, rest } = remixOf(args);
  const files = filesFor(rest, environment);
  const gathered = await gatherPlugins(remix, files, discoverPlugins(optionValues(rest, 'plugin'), environment));
  const { plugins, parsed, sections } = await read(remix, rest, gathered.plugins);
  const { config, implementations } = layered(sections, {
    remix: remix.config,
    files,
    environment,
    commandLine: parsed.values,
  });
  const options = { sections: [hostSection], contracts: remix.contracts, implementations };
  const { plan } = resolve(plugins, config, options);
  return { remix, plan: plan ?? (await refuse(gathered, config, options)) };
}

/** Once more with every plugin that is installed, so that the diagnostics can name those that would help. */
async function refuse(
  { plugins, off }: Gathered,
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
    const [word] = parsed.words;
    if (word === undefined) return { plugins, parsed, sections };
    throw misused(`'${word}' is one word too many: himalia start [REMIX] [OPTIONS].`);
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

export function sectionsOf(plugins: readonly Plugin[]): readonly ConfigSection[] {
  return [hostSection, ...plugins.flatMap(({ config }) => config ?? [])];
}

/** Read before the options, because they say which plugins there are, and those say which options there are. */
export function filesFor(args: readonly string[], environment: Environment): readonly ConfigFile[] {
  return [...configFilesOf(userConfigFolder(environment)), ...optionValues(args, 'config')].map(readConfigFile);
}
