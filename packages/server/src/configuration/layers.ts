import { type ConfigSection, coerce, type Option, validateSection } from '@himalia/core';
import type { Sections } from '../command-line/parse-options.ts';
import { ExitError } from '../exit-error.ts';
import type { ConfigFile } from './config-file.ts';

export type Layers = {
  readonly remix: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly files: readonly ConfigFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commandLine: Sections;
};
export type Layered = {
  readonly config: Readonly<Record<string, unknown>>;
  readonly implementations: Readonly<Record<string, string>>;
};

/** Later ones win, option by option: remix, files, environment, command line. Defaults come below, from the sections. */
export function layered(sections: readonly ConfigSection[], layers: Layers): Layered {
  const config: Record<string, unknown> = { ...layers.remix };
  const implementations: Record<string, string> = {};
  for (const file of layers.files) {
    checkFile(file, sections);
    const { implementations: chosen, plugins: _plugins, ...values } = file.values;
    if (chosen) Object.assign(implementations, chosen);
    merge(config, values);
  }
  merge(config, environmentLayer(sections, layers.environment));
  merge(config, layers.commandLine);
  return { config, implementations };
}

function merge(config: Record<string, unknown>, layer: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(layer)) {
    config[key] = isRecord(value) && isRecord(config[key]) ? { ...config[key], ...value } : value;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the files say is checked here once more, because only here the line is known. */
function checkFile(file: ConfigFile, sections: readonly ConfigSection[]): void {
  const merged = new Map<string, Record<string, Option>>();
  for (const { key, options } of sections) merged.set(key, { ...merged.get(key), ...options });
  const problems = [...merged].flatMap(
    ([key, options]) => validateSection({ key, options }, file.values[key]).problems,
  );
  const { implementations = {} } = file.values;
  if (!isRecord(implementations) || !Object.values(implementations).every((id) => typeof id === 'string')) {
    const hint = 'As in: implementations: { contents: "@himalia/contents:local" }.';
    problems.push({ path: 'implementations', message: "'implementations' must map services to plugins.", hint });
  }
  const { plugins = {} } = file.values;
  if (!isRecord(plugins) || !Object.values(plugins).every((on) => typeof on === 'boolean')) {
    const hint = 'As in: plugins: { "@acme/clock:clock": true }.';
    problems.push({ path: 'plugins', message: "'plugins' must map ids of plugins to true or false.", hint });
  }
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message, hint }) => {
    const line = file.lineOf(path.split('.'));
    return `${file.path}${line === undefined ? '' : `:${line}`}: ${message} ${hint}`;
  });
  throw new ExitError(78, lines.join('\n'));
}

function environmentLayer(sections: readonly ConfigSection[], environment: Layers['environment']): Sections {
  const values: Sections = {};
  for (const { key: section, options } of sections) {
    for (const [key, option] of Object.entries(options)) {
      const name = option.env?.find((candidate) => environment[candidate]); // empty counts as unset, as Jupyter has it
      if (name === undefined) continue;
      const coerced = coerce(option, environment[name] ?? '');
      if (coerced.problem !== undefined)
        throw new ExitError(78, `The environment variable ${name} ${coerced.problem}.`);
      values[section] = { ...values[section], [key]: coerced.value };
    }
  }
  return values;
}
