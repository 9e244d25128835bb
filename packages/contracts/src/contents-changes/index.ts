import type { Contract } from '@himalia/core';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import type { Channels } from './generated/types.ts';

export type { Change, Channels, Watch } from './generated/types.ts';
export const contract: Contract<{}, Channels> = { name: 'contents-changes', asyncapi };
