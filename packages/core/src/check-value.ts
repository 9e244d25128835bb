import type { Option } from './config.ts';
import { nearest } from './nearest.ts';

/** What is wrong with a value, as the end of a sentence that begins with the option's name; secrets are not repeated. */
export function problemOf(option: Option, value: unknown): string | undefined {
  return wrongType(option, value) ?? wrongChoice(option, value) ?? wrongSize(option, value);
}

function shown(option: Option, value: unknown): string {
  if (option.secret) return 'the value given (not shown)';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function wrongType(option: Option, value: unknown): string | undefined {
  if (!isOfType(option.type, value)) return `must be ${named(option.type)}, not ${shown(option, value)}`;
  const { items } = option;
  if (!items || !Array.isArray(value)) return undefined;
  const wrong = value.find((element) => !isOfType(items.type, element));
  return wrong === undefined ? undefined : `must hold only values of type ${items.type}, not ${shown(option, wrong)}`;
}

function named(type: Option['type']): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function isOfType(type: Option['type'], value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}

function wrongChoice(option: Option, value: unknown): string | undefined {
  const choices = option.enum;
  if (!choices || choices.includes(value)) return undefined;
  const meant = typeof value === 'string' ? nearest(value, choices.map(String)) : undefined;
  const list = choices.map((choice) => JSON.stringify(choice)).join(', ');
  return `must be one of ${list}, not ${shown(option, value)}${meant ? `; did you mean '${meant}'?` : ''}`;
}

function wrongSize(option: Option, value: unknown): string | undefined {
  const { minimum, maximum, minLength, pattern } = option;
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) return `must be at least ${minimum}, not ${shown(option, value)}`;
    if (maximum !== undefined && value > maximum) return `must be at most ${maximum}, not ${shown(option, value)}`;
  }
  if (typeof value === 'string') {
    if (minLength !== undefined && value.length < minLength) return `must have at least ${minLength} characters`;
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
      return `must match ${pattern}, not ${shown(option, value)}`;
    }
  }
  return undefined;
}
