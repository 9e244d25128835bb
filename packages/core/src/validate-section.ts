import { problemOf } from './check-value.ts';
import type { ConfigSection, Options, Values } from './config.ts';
import { nearest } from './nearest.ts';

export type Problem = {
  /** `section.key`, or `section` when the whole of it is wrong. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
};
export type Validated<O extends Options> = {
  /** Given values and defaults; meaningful only when there is no problem. */
  readonly values: Values<O>;
  readonly problems: readonly Problem[];
};

/** Checks what a configuration says about one section, and fills in the defaults. `undefined` counts as not said. */
export function validateSection<O extends Options>(section: ConfigSection<O>, given: unknown): Validated<O> {
  const problems: Problem[] = [];
  const said = asRecord(given);
  if (!said) problems.push({ path: section.key, message: `'${section.key}' must be an object.`, hint: shape(section) });
  for (const key of Object.keys(said ?? {})) {
    if (!Object.hasOwn(section.options, key)) problems.push(unknownKey(section, key));
  }
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(section.options)) {
    const own = said && Object.hasOwn(said, key) ? said[key] : undefined;
    const value = own === undefined ? option.default : own;
    values[key] = value;
    const wrong = value === undefined ? undefined : problemOf(option, value);
    const path = `${section.key}.${key}`;
    if (wrong) problems.push({ path, message: `'${path}' ${wrong}.`, hint: `Correct it: ${option.description}` });
  }
  return { values: Object.freeze(values) as Values<O>, problems };
}

function asRecord(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  return given as Readonly<Record<string, unknown>>;
}

function unknownKey({ key: name, options }: ConfigSection, key: string): Problem {
  const meant = nearest(key, Object.keys(options));
  const hint = meant ? `Did you mean '${name}.${meant}'?` : shape({ key: name, options });
  return { path: `${name}.${key}`, message: `'${name}' has no option '${key}'.`, hint };
}

function shape({ key, options }: ConfigSection): string {
  const names = Object.keys(options);
  return names.length === 0 ? `'${key}' has no options.` : `'${key}' has the options ${names.join(', ')}.`;
}
