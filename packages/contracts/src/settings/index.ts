import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations, Setting } from './generated/types.ts';

export type { Operations, Setting } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'settings', openapi };

/** `invalid`: no JSON5 object, or one that does not fit the schema; `bad_schema`: the plugin's schema cannot be read. */
export type SettingsErrorCode = 'not_found' | 'invalid' | 'bad_schema' | 'no_space' | 'failed';
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code: SettingsErrorCode;
  constructor(code: SettingsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Settings of the front ends' plugins; ids are `<package>:<plugin>`. Rejects with `SettingsError`. */
export interface Settings {
  /** By descending id. */
  list(): Promise<readonly Setting[]>;
  /** Descending. */
  ids(): Promise<readonly string[]>;
  get(id: string): Promise<Setting>;
  /** Replaces the user's values by JSON5 text, kept as it is. Resolves when it is on disk. */
  put(id: string, raw: string): Promise<void>;
  /** The language that the user chose for front ends, such as `de_DE`; the system's unless chosen. */
  locale(): Promise<string>;
}
export const Settings: Token<Settings> = new Token('settings');
