import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** The addresses of Notebook, where only the classic one is served. */
export const contract: Contract<Operations> = { name: 'nbclassic-root', openapi };
export type * from './generated/types.ts';
