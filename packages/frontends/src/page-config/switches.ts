import { isRecord } from '../read-json.ts';

export type Values = Readonly<Record<string, unknown>>;

/** Members of a page config that are sets of names, written as lists or as objects of booleans. */
const sets = ['disabledExtensions', 'deferredExtensions', 'lockedExtensions'];

/** A list of names as an object, so that two files can be merged name by name. */
function asSwitches(value: unknown): unknown {
  return Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), true])) : value;
}

export function withSwitches(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, sets.includes(key) ? asSwitches(value) : value]),
  );
}

/** `upper` wins; objects are merged member by member. */
export function merge(lower: Values, upper: Values): Values {
  const merged: Record<string, unknown> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? merge(before, value) : value;
  }
  return merged;
}

/** The names that are on. */
export function namesOn(value: unknown): string[] {
  if (!isRecord(value)) return [];
  return Object.keys(value).filter((name) => Boolean(value[name]));
}

/** Each object becomes the list of its names that are on: the form in which pages read them. */
export function withLists(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, isRecord(value) ? namesOn(value) : value]),
  );
}
