import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations, Section } from './generated/types.ts';

/** Named JSON objects of front ends. Names are word characters only. What `put` and `patch` resolved is on disk. */
export interface ConfigSections {
  /** Merged from the whole configuration path; the user's own values win. Files that are no JSON are left out. */
  get(section: string): Promise<Section>;
  /** Replaces the user's own part. */
  put(section: string, values: Section): Promise<void>;
  /** Merges into the user's own part, where `null` deletes a key; answers that part. */
  patch(section: string, changes: Section): Promise<Section>;
}
export const ConfigSections: Token<ConfigSections> = new Token('config-sections');

export const contract: Contract<Operations> = { name: 'config-sections', openapi };
export type { Operations, Section } from './generated/types.ts';
