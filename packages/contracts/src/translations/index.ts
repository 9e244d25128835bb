import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

export type { Operations } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'translations', openapi };

export type Languages = Operations['listTranslations']['replies'][200];
export type Catalogues = Operations['getTranslation']['replies'][200];

/** Installed language packs. */
export interface Translations {
  /** With names in a display language (`en` unless installed). */
  list(displayLocale?: string): Promise<Languages>;
  /** Catalogues by domain; `default` is the system's language. Never rejects for an unknown locale: the message says it. */
  get(locale: string): Promise<Catalogues>;
}
export const Translations: Token<Translations> = new Token('translations');
