import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

export type { Operations } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'archives', openapi };
