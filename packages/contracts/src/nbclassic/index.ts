import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** The pages of the classic Notebook, and the files they load. */
export const contract: Contract<Operations> = { name: 'nbclassic', openapi };
export type * from './generated/types.ts';
