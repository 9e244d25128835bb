import type { Setting } from '../command-line/option-names.ts';
import { isRecord } from './said.ts';
import { familyName } from './trait-kin.ts';

/** What a trait says in Himalia's options; undefined: its value has another form than the trait's. */
type Translation = (value: unknown) => readonly Setting[] | undefined;

/** Traits whose values have another form than the option's. Every other one is an alias of its option. */
const translations: Readonly<Record<string, Translation>> = {
  'ServerApp.answer_yes': (value) => one('server', 'confirmStop', isOn(value) === undefined ? undefined : !isOn(value)),
  'ServerApp.log_level': (value) => one('server', 'logLevel', levelOf(value)),
  'ServerApp.tornado_settings': tornadoSettings,
  'ServerApp.cookie_options': cookieOptions,
  'IdentityProvider.cookie_options': cookieOptions,
  'ServerApp.terminado_settings': (value) =>
    isRecord(value) ? picked(value, { shell_command: ['terminals', 'shellCommand'] }) : undefined,
};

export function translationOf(name: string): Translation | undefined {
  const family = familyName(name);
  return Object.hasOwn(translations, family) ? translations[family] : undefined;
}

function one(section: string, key: string, value: unknown): readonly Setting[] | undefined {
  return value === undefined ? undefined : [{ section, key, value }];
}

function picked(
  values: Readonly<Record<string, unknown>>,
  places: Readonly<Record<string, readonly [section: string, key: string]>>,
): readonly Setting[] {
  return Object.entries(places).flatMap(([name, [section, key]]) => {
    const value = values[name];
    return value === undefined || value === null ? [] : [{ section, key, value }];
  });
}

/** tornado's own settings: what pages in frames of other sites need is here. */
function tornadoSettings(value: unknown): readonly Setting[] | undefined {
  if (!isRecord(value)) return undefined;
  const plain = picked(value, { headers: ['http', 'headers'], websocket_ping_interval: ['http', 'pingInterval'] });
  return [...plain, ...(cookieOptions(value.cookie_options ?? {}) ?? [])];
}

/** Arguments of tornado's `set_cookie`; their names are written in every way. */
function cookieOptions(value: unknown): readonly Setting[] | undefined {
  if (!isRecord(value)) return undefined;
  const lower = Object.fromEntries(Object.entries(value).map(([key, each]) => [key.toLowerCase(), each]));
  const { samesite } = lower;
  const site = typeof samesite === 'string' ? samesite.replace(/^./, (letter) => letter.toUpperCase()) : samesite;
  return picked(
    { secure: lower.secure, samesite: site },
    { secure: ['identity', 'secureCookie'], samesite: ['identity', 'sameSite'] },
  );
}

function isOn(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = String(value).toLowerCase();
  return word === 'true' || (word === 'false' ? false : undefined);
}

/** Python's levels of logging, by number or name. */
export function levelOf(value: unknown): string | undefined {
  const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : undefined;
  if (number !== undefined) return number <= 10 ? 'debug' : number <= 20 ? 'info' : number <= 30 ? 'warn' : 'error';
  const names = { debug: 'debug', info: 'info', warn: 'warn', warning: 'warn', error: 'error', critical: 'error' };
  return Object.entries(names).find(([name]) => name === String(value).toLowerCase())?.[1];
}
