import { optionValues } from '../command-line/parse-options.ts';
import { appOf } from '../configuration/config-files.ts';
import { configFolders } from '../configuration/config-folders.ts';
import { configSources } from '../configuration/config-sources.ts';
import { configurationSchema } from '../configuration/configuration-schema.ts';
import { shownAsYaml, shownValues } from '../configuration/shown-values.ts';
import { type ExitCode, misused } from '../exit-error.ts';
import { loadAllPlugins } from '../load-plugins.ts';
import { type Environment, readConfiguration, remixOf, sectionsOf } from '../prepare-server.ts';

const forms: Readonly<Record<string, (args: readonly string[], environment: Environment) => Promise<void>>> = {
  show,
  schema,
  path,
};

/** `himalia config show | schema | path`. Reads, and writes nothing. */
export async function configCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [form = '', ...rest] = args;
  const run = Object.hasOwn(forms, form) ? forms[form] : undefined;
  if (!run)
    throw misused(
      'As in: himalia config show [REMIX] [--origin] [--json], himalia config schema, himalia config path.',
    );
  await run(rest, environment);
  return 0;
}

/** The value of every option as `himalia start` with the same arguments would have it; secrets are not shown. */
async function show(args: readonly string[], environment: Environment): Promise<void> {
  const own = ['--origin', '--json'];
  const configured = await readConfiguration(
    args.filter((arg) => !own.includes(arg)),
    environment,
  );
  for (const warning of configured.warnings) console.error(`himalia: warning: ${warning}`);
  const shown = shownValues(configured);
  const withOrigin = args.includes('--origin');
  if (!args.includes('--json')) console.log(shownAsYaml(shown, withOrigin));
  else console.log(JSON.stringify(withOrigin ? shown : plain(shown), null, 2));
}

function plain(shown: ReturnType<typeof shownValues>): unknown {
  return mapped(shown, (options) => mapped(options, ({ value }) => value));
}

function mapped<A, B>(values: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

async function schema(args: readonly string[]): Promise<void> {
  if (args.length > 0) throw misused('himalia config schema takes nothing more.');
  const { plugins } = await loadAllPlugins();
  console.log(JSON.stringify(configurationSchema(sectionsOf(plugins)), null, 2));
}

/** Every file that is looked for, the weakest first. */
async function path(args: readonly string[], environment: Environment): Promise<void> {
  const { remix, rest } = remixOf(args.filter((arg) => arg !== '--json'));
  const { folders } = configFolders(environment, optionValues(rest, 'python-prefix').at(-1));
  const sources = configSources(folders, appOf(remix));
  if (args.includes('--json')) console.log(JSON.stringify(sources, null, 2));
  else for (const { path: file, present } of sources) console.log(`${present ? 'read' : '    '}  ${file}`);
}
