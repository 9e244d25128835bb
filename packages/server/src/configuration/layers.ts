import type { ConfigSection } from '@himalia/core';
import { OptionNames } from '../command-line/option-names.ts';
import type { Parsed } from '../command-line/parse-options.ts';
import { ExitError } from '../exit-error.ts';
import type { ConfigFile } from './config-file.ts';
import { environmentLayer } from './environment-layer.ts';
import { originOf, readSections } from './read-sections.ts';
import { readTraits, type Trait, unknownTraits } from './read-traits.ts';
import { isRecord, type Said } from './said.ts';
import { readSecret, secretOf, withSecretFiles } from './secret-files.ts';

export type Layers = {
  readonly remix: {
    readonly name: string;
    readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  /** The weakest first. */
  readonly files: readonly ConfigFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commandLine: Pick<Parsed, 'values' | 'traits'>;
  /** Sections of plugins that are off, with their ids. */
  readonly dormant?: ReadonlyMap<string, string>;
};
export type Layered = {
  readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly implementations: Readonly<Record<string, string>>;
  /** Where the value of `section.key` was said; what is not here is a default. */
  readonly origins: ReadonlyMap<string, string>;
  /** What was read and has no effect, as sentences. */
  readonly warnings: readonly string[];
};
type Collected = Pick<Layered, 'warnings'> & {
  readonly said: readonly Said[];
  readonly problems: readonly string[];
  /** What is known only if some plugin that is not loaded knows it: an error, or a warning. */
  readonly unknown: readonly string[];
  readonly unknownTraits: readonly string[];
};

/**
 * Later ones win, option by option: remix, files, environment, command line. Defaults come below, from the sections. What
 * the sections of `idle` plugins know is no mistake, and has no effect. Throws `ExitError` 78 with every problem.
 */
export async function layered(
  sections: readonly ConfigSection[],
  layers: Layers,
  idle: () => Promise<readonly ConfigSection[]> = async () => [],
): Promise<Layered> {
  const own = withSecretFiles(sections);
  let read = collect(own, layers);
  if (read.unknown.length + read.unknownTraits.length > 0) {
    read = collect([...own, ...withSecretFiles(await idle())], layers);
  }
  const problems = [...read.problems, ...read.unknown];
  if (problems.length > 0) throw refused(problems);
  const keys = new Set(own.map(({ key }) => key));
  const said = read.said.filter(({ section }) => keys.has(section));
  const foreign = read.said.filter(({ section, origin }) => !keys.has(section) && origin.startsWith('command line'));
  const unused = foreign.map(
    ({ origin }) => `${origin} has no effect: the remix ${layers.remix.name} has no such plugin.`,
  );
  const warnings = [...new Set([...read.warnings, ...read.unknownTraits, ...unused])];
  return { ...merged(said, own), implementations: implementationsOf(layers.files), warnings };
}

/** With the code that diagnostics about the configuration have. */
function refused(problems: readonly string[]): ExitError {
  const lines = problems.map((problem) => `E_CONFIG  ${problem}`);
  return new ExitError(78, `The configuration is wrong:\n\n${lines.join('\n')}`);
}

function collect(
  sections: readonly ConfigSection[],
  { remix, files, environment, commandLine, dormant }: Layers,
): Collected {
  const names = new OptionNames(sections);
  const inRemix = Object.entries(remix.config).flatMap(([section, values]) =>
    Object.entries(values).map(([key, value]) => ({ section, key, value, origin: `remix ${remix.name}` })),
  );
  const variables = environmentLayer(names.all, environment);
  const fromFiles = files.map((file) => ({
    traits: readTraits(traitsOf(file), names),
    sections: readSections(file, sections, dormant),
  }));
  const given = readTraits(
    commandLine.traits.map((trait) => ({ ...trait, origin: 'command line' })),
    names,
  );
  const traits = [...fromFiles.map((file) => file.traits), given];
  return {
    said: [
      ...inRemix,
      ...fromFiles.flatMap((file) => [...file.traits.said, ...file.sections.said]),
      ...variables.said,
      ...given.said,
      ...onCommandLine(commandLine.values),
    ],
    problems: [
      ...fromFiles.flatMap((file) => file.sections.problems),
      ...traits.flatMap(({ problems }) => problems),
      ...variables.problems,
    ],
    warnings: [...traits, ...fromFiles.map((file) => file.sections)].flatMap(({ warnings }) => warnings),
    unknown: [...fromFiles.flatMap((file) => file.sections.unknown), ...variables.unknown],
    unknownTraits: unknownTraits(
      traits.flatMap(({ unknown }) => unknown),
      names,
    ),
  };
}

const isClass = ([name]: readonly [string, unknown]): boolean => /^[A-Z]/.test(name);

/** Classes of Jupyter begin with a capital; one inside another means the objects of that (`ServerApp: TerminalManager: …`). */
function traitsOf(file: ConfigFile, values = file.values, outer: readonly string[] = []): readonly Trait[] {
  return Object.entries(values).flatMap(([className, traits]) => {
    if (!isClass([className, traits]) || !isRecord(traits)) return [];
    const own = Object.entries(traits).filter((entry) => !isClass(entry));
    const at = [...outer, className];
    return [
      ...own.map(([trait, value]) => ({
        name: `${className}.${trait}`,
        value,
        origin: originOf(file, [...at, trait]),
      })),
      ...traitsOf(file, traits, at),
    ];
  });
}

function onCommandLine(values: Parsed['values']): readonly Said[] {
  return Object.entries(values).flatMap(([section, options]) =>
    Object.entries(options).map(([key, value]) => ({ section, key, value, origin: 'command line' })),
  );
}

/** A secret and the file that holds it are one option: the later one wins. */
function merged(said: readonly Said[], sections: readonly ConfigSection[]): Pick<Layered, 'config' | 'origins'> {
  const last = new Map<string, Said & { readonly secret: string | undefined }>();
  for (const one of said) {
    const secret = secretOf(sections, one.section, one.key);
    if (one.value !== undefined) last.set(`${one.section}.${secret ?? one.key}`, { ...one, secret });
  }
  const config: Record<string, Record<string, unknown>> = {};
  const origins = new Map<string, string>();
  for (const [path, { secret, ...one }] of last) {
    const key = secret ?? one.key;
    const option = sections.find(({ key: name, options }) => name === one.section && options[key])?.options[key];
    const value = secret !== undefined && option ? readSecret(one, option) : one.value;
    config[one.section] = { ...config[one.section], [key]: value };
    origins.set(path, secret === undefined ? one.origin : `${one.origin} (file ${one.value})`);
  }
  return { config, origins };
}

function implementationsOf(files: readonly ConfigFile[]): Readonly<Record<string, string>> {
  const chosen = files.map(({ values }) => values.implementations).filter(isRecord);
  return Object.assign({}, ...chosen) as Record<string, string>;
}
