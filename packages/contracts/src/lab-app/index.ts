import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** The pages of JupyterLab, and what it asks about itself. */
export const contract: Contract<Operations> = { name: 'lab-app', openapi };
export type * from './generated/types.ts';
