import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** The page from which a person goes on. */
export const contract: Contract<Operations> = { name: 'home', openapi };
export type { Operations } from './generated/types.ts';
