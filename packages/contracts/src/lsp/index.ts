import type { Contract } from '@himalia/core';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Channels, Operations } from './generated/types.ts';

/** Language servers, as jupyter_lsp offers them. */
export const contract: Contract<Operations, Channels> = { name: 'lsp', openapi, asyncapi };
export type * from './generated/types.ts';
