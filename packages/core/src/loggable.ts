import { redactText } from './redact-text.ts';

const longest = 4000;
const deepest = 4;
const widest = 50;
const secretName =
  /^(authorization|(set-)?cookie|password|passwd|secret|token|_?xsrf|connection_?key|signature_?key)$/i;

/** A bounded copy that JSON can hold, without secrets: long texts are cut, errors become message and cause. */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cut(redactText(value.slice(0, 2 * longest)));
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return Array.isArray(value) ? '[…]' : '{…}';
  return object(value, depth);
}

function object(value: object, depth: number): unknown {
  if (value instanceof Error) return ofError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return object(Object.fromEntries(value), depth);
  if (value instanceof Set) return object([...value], depth);
  if (Array.isArray(value)) return value.slice(0, widest).map((element) => loggable(element, depth + 1));
  const entries = Object.entries(value).slice(0, widest);
  const clean = entries.map(([key, member]) => [
    key,
    secretName.test(key) ? hidden(member) : loggable(member, depth + 1),
  ]);
  return Object.fromEntries(clean);
}

function hidden(value: unknown): unknown {
  return value === undefined || value === null || value === '' ? value : '***';
}

/** The first frames only: enough to find the place, short enough for a line. */
function ofError(error: Error, depth: number): unknown {
  const message = loggable(`${error.name}: ${error.message}`);
  const frames = [...(error.stack ?? '').matchAll(/^ +at (.+)$/gm)].slice(0, 3).map(([, frame]) => loggable(frame));
  const cause = error.cause === undefined ? {} : { cause: loggable(error.cause, depth + 1) };
  return { message, ...(frames.length > 0 ? { at: frames } : {}), ...cause };
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
