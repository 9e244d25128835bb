import type { Contract } from '@himalia/core';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import type { Channels, Operations } from './generated/types.ts';

/** `/api/kernels/{kernel_id}/zmq/{channel}`: a kernel's channels by ZeroMQ over WebSocket. */
export const contract: Contract<Operations, Channels> = { name: 'kernels-zws', asyncapi };
