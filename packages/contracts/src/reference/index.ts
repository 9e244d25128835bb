import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** Pages for people who read what is served. */
export const contract: Contract<Operations> = { name: 'reference', openapi };
export type { Operations } from './generated/types.ts';
