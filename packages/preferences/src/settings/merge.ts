import { isRecord, type Values } from '../is-record.ts';

/** `upper` wins; objects are merged member by member, and null removes a member. Neither argument's inner objects change. */
export function mergeInto(lower: Values, upper: Values): Record<string, unknown> {
  const merged = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else if (isRecord(value)) merged.set(key, mergeInto(isRecord(before) ? before : {}, value));
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** A schema with other defaults; settings that it does not know become known. */
export function withDefaults(schema: Values, defaults: Values): Values {
  const properties = new Map(Object.entries(isRecord(schema.properties) ? schema.properties : {}));
  for (const [key, value] of Object.entries(defaults)) {
    const property = properties.get(key);
    const before = isRecord(property) ? property : {};
    const merged = isRecord(before.default) && isRecord(value) ? mergeInto(before.default, value) : value;
    properties.set(key, { ...before, default: merged });
  }
  return { ...schema, properties: Object.fromEntries(properties) };
}
