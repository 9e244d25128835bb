import { HttpError } from '@himalia/contracts/http';

export type Values = { [key: string]: unknown };
const deepest = 100;

export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Refuses what would exhaust the stack of those who walk through it. */
export function checkDepth(value: unknown, depth = 0): void {
  if (depth > deepest) throw new HttpError(400, `The section is nested deeper than ${deepest} levels`);
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) checkDepth(member, depth + 1);
}

/** An object without a prototype: `__proto__` is a key like any other. */
export const empty = (): Values => Object.create(null) as Values;

/**
 * Merges as jupyter_server does: objects into objects, `null` deletes the key, objects that end up empty are dropped,
 * anything else replaces. Changes `target`.
 */
export function merge(target: Values, changes: Readonly<Values>): Values {
  for (const [key, value] of Object.entries(changes)) {
    if (isObject(value)) {
      const known = target[key];
      const merged = merge(isObject(known) ? known : empty(), value);
      if (Object.keys(merged).length > 0) target[key] = merged;
      else delete target[key];
    } else if (value === null) delete target[key];
    else target[key] = value;
  }
  return target;
}

/** What differs from the defaults; `undefined` where nothing does. */
export function withoutDefaults(values: Readonly<Values>, defaults: Readonly<Values>): Values {
  const kept = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const known = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (isObject(value) && isObject(known)) {
      const rest = withoutDefaults(value, known);
      return Object.keys(rest).length > 0 ? [[key, rest]] : [];
    }
    return JSON.stringify(value) === JSON.stringify(known) ? [] : [[key, value]];
  });
  return Object.assign(empty(), Object.fromEntries(kept));
}
