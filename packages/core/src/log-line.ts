import type { Fields, Level } from './log.ts';
import { loggable } from './loggable.ts';

export type Entry = {
  readonly time: Date;
  readonly level: Level;
  readonly name: string;
  readonly message: string;
  readonly fields: Fields;
};

/** One JSON object; a field never replaces time, level, name or message. */
export function jsonLine({ time, level, name, message, fields }: Entry): string {
  const clean = loggable(fields) as Fields;
  return JSON.stringify({ ...clean, time: time.toISOString(), level, name, message: loggable(message) });
}

/** `2026-01-31T12:00:00.000Z INFO  himalia: message key=value`, whatever the message holds. */
export function textLine({ time, level, name, message, fields }: Entry): string {
  const clean = Object.entries(loggable(fields) as Fields);
  const extra = clean.map(([key, value]) => ` ${key}=${quotedUnlessPlain(value)}`).join('');
  return `${time.toISOString()} ${level.toUpperCase().padEnd(5)} ${name}: ${oneLine(String(loggable(message)))}${extra}`;
}

function quotedUnlessPlain(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=\p{Cc}]+$/u.test(value)) return value;
  return oneLine(JSON.stringify(value) ?? 'undefined');
}

/** Escapes control characters, or a file name could forge a line or steer the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
