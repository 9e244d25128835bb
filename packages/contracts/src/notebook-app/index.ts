import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** The pages of Notebook 7. */
export const contract: Contract<Operations> = { name: 'notebook-app', openapi };
export type * from './generated/types.ts';
