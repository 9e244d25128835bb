import type { Contract } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** Which cells kernels execute, and how a page takes part in what others asked. */
export const contract: Contract<Operations> = { name: 'executions', openapi };
export type { Execution as ExecutionModel, Operations } from './generated/types.ts';
